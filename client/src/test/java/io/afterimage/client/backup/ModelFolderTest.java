package io.afterimage.client.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.backup.BackupIndex.SavedFile;
import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

  private static final BackupProgress UNSEEN =
      new BackupProgress() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void at(long done) {}

        @Override
        public void say(String remark) {}
      };

  @TempDir Path folder;

  @Test
  void shouldBringBackEveryFileOfFinishedVersions() throws IOException {
    Path store = folder.resolve("store");
    file(store.resolve("v1/model.onnx"), "model");
    file(store.resolve(".examples/ab"), "lineage");
    file(store.resolve(".writing-7/model.onnx"), "half");
    Path zip = folder.resolve("copy.zip");
    try (BackupPlace place = BackupPlace.create(zip)) {
      place.write(index(ModelFolder.save(store, place, UNSEEN, () -> false)));
    }

    Path restored = folder.resolve("restored");
    try (BackupPlace place = BackupPlace.open(zip)) {
      Checksums.require(place, place.index(), UNSEEN);
      ModelFolder.restore(place.index().modelStore(), place, restored, UNSEEN);
    }

    assertThat(restored.resolve("v1/model.onnx")).hasContent("model");
    assertThat(restored.resolve(".examples/ab")).hasContent("lineage");
    assertThat(restored.resolve(".writing-7")).doesNotExist();
  }

  @Test
  void shouldRefuseAFileThatIsNotAsItWasWritten() throws IOException {
    Path copy = folder.resolve("copy");
    file(copy.resolve("model-store/v1/model.onnx"), "changed");
    BackupIndex index =
        index(
            List.of(
                new SavedFile(
                    "model-store/v1/model.onnx",
                    5,
                    Sha256.of("model".getBytes(StandardCharsets.UTF_8)))));

    try (BackupPlace place = BackupPlace.open(copy)) {
      assertThatThrownBy(() -> Checksums.require(place, index, UNSEEN))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("v1/model.onnx")
          .hasMessageContaining("nothing was restored");
    }
  }

  @Test
  void shouldWriteNothingOutsideTheFolder() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    try (BackupPlace place = BackupPlace.open(copy)) {
      assertThatThrownBy(
              () ->
                  ModelFolder.restore(
                      List.of(new SavedFile("model-store/../../evil", 0, "")),
                      place,
                      folder.resolve("restored"),
                      UNSEEN))
          .hasMessageContaining("outside");
    }
  }

  private static BackupIndex index(List<SavedFile> files) {
    return new BackupIndex(BackupIndex.FORMAT, "0.2.0", Instant.EPOCH, "", List.of(), files);
  }

  private static void file(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
