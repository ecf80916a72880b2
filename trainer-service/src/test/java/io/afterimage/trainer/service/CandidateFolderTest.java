package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateFolderTest {

  @TempDir Path root;

  private static ModelArtifact candidate(int content) {
    byte[] onnx = {(byte) content, 2, 3};
    return new ModelArtifact(
        new Manifest(
            Manifest.UNPUBLISHED,
            List.of("cat", "dog"),
            InputSpec.square(32),
            Normalisation.IMAGENET,
            "mobilenetv2",
            Optional.empty(),
            "none",
            Map.of("validation_accuracy", 0.5),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }

  @Test
  void shouldFindTheCandidateOfARunWhateverItsName() {
    CandidateFolder folder = new CandidateFolder(root.resolve("candidates"));
    folder.keep("../../run: 1", candidate(1));

    assertThat(folder.find("../../run: 1").orElseThrow().onnx()).containsExactly(1, 2, 3);
    assertThat(folder.find("another")).isEmpty();
  }

  @Test
  void shouldKeepTheLastFive() throws IOException {
    CandidateFolder folder = new CandidateFolder(root);
    for (int run = 0; run < 7; run++) {
      folder.keep("run" + run, candidate(run));
    }

    assertThat(folder.find("run6")).isPresent();
    try (Stream<Path> kept = Files.list(root)) {
      assertThat(kept).hasSize(5);
    }
  }

  @Test
  void shouldLeaveOutACandidateThatWasNotWrittenToItsEnd() throws IOException {
    CandidateFolder folder = new CandidateFolder(root);
    folder.keep("run", candidate(1));
    try (Stream<Path> files = Files.walk(root)) {
      Files.write(
          files.filter(file -> file.endsWith("model.onnx")).findFirst().orElseThrow(),
          new byte[] {1});
    }

    assertThat(folder.find("run")).isEmpty();
  }
}
