package io.afterimage.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.NoveltyThreshold;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.RandomHeads;
import io.afterimage.networks.onnx.Head;
import io.afterimage.networks.onnx.HeadlessModel;
import io.afterimage.schemas.events.Sha256;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineClassifierTest {

  private static final RandomHeads MODELS =
      new RandomHeads(List.of("cat", "dog"), InputSpec.square(32));

  @TempDir private Path folder;

  @Test
  void shouldTellNoveltyWhereTheModelDoesAndJudgeItWhereThereIsAThreshold() throws IOException {
    HeadlessModel headless = HeadlessModel.of(MODELS.withHead(1));
    Head head = headless.head();
    Tensor nothing = new Tensor(new long[] {2, 1280}, new float[2 * 1280]);
    byte[] onnx =
        headless.classifier(
            new Head(head.weight(), head.bias(), Optional.of(nothing)), MODELS.labels());
    Manifest manifest = MODELS.unpublished(onnx, Sha256.of(onnx)).manifest();
    Optional<NoveltyThreshold> threshold = Optional.of(new NoveltyThreshold(0.5, 0.05, 100));

    OfflineAnswer.Classified plain = classified(MODELS.withHead(1));
    OfflineAnswer.Classified telling = classified(new ModelArtifact(manifest, onnx));
    OfflineAnswer.Classified judging =
        classified(new ModelArtifact(manifest.withNovelty(threshold), onnx));

    assertThat(plain.novelty()).isEmpty();
    assertThat(plain.unknown()).isEmpty();
    assertThat(telling.novelty()).as("means that resemble nothing").contains(1.0);
    assertThat(telling.unknown()).isEmpty();
    assertThat(judging.unknown()).contains(true);
    assertThat(judging.scores()).isEqualTo(plain.scores());
  }

  private OfflineAnswer.Classified classified(ModelArtifact model) throws IOException {
    Path file = folder.resolve("image.png");
    ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    try (OfflineClassifier classifier = OfflineClassifier.load(model, Set.of())) {
      return (OfflineAnswer.Classified) classifier.classify(file);
    }
  }
}
