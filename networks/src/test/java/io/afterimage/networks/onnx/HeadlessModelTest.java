package io.afterimage.networks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.schemas.events.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadlessModelTest {

  private static final Backbone BACKBONE = KnownBackbone.MOBILENETV2.shippedTable();
  private static final Map<String, Tensor> WEIGHTS = KnownBackbone.MOBILENETV2.shippedWeights();
  private static final InputSpec INPUT = InputSpec.square(96);

  private static Head head(int outputs, float value) {
    float[] weight = new float[outputs * 1280];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = value * (i % 7 - 3);
    }
    return new Head(
        new Tensor(new long[] {outputs, 1280}, weight),
        new Tensor(new long[] {outputs}, new float[outputs]));
  }

  private static ModelArtifact model(List<String> labels, byte[] onnx) {
    return new ModelArtifact(
        new Manifest(
            "v3",
            labels,
            INPUT,
            Normalisation.IMAGENET,
            "mobilenetv2",
            Optional.empty(),
            "none",
            Map.of(),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }

  @Test
  void shouldGiveWhatAFreshExportGivesWhenTheHeadIsExchanged() {
    List<String> two = List.of("cat", "dog");
    List<String> three = List.of("cat", "dog", "fox");
    byte[] first = OnnxGraphs.classifier(BACKBONE, WEIGHTS, head(1, 0.1f), two, INPUT);

    HeadlessModel headless = HeadlessModel.of(model(two, first));
    byte[] second = headless.classifier(head(3, 0.2f), three);

    assertThat(second)
        .isEqualTo(OnnxGraphs.classifier(BACKBONE, WEIGHTS, head(3, 0.2f), three, INPUT));
    assertThat(HeadlessModel.of(model(three, second)).classifier(head(1, 0.1f), two))
        .isEqualTo(first);
    assertThat(headless.head().weight().values()).isEqualTo(head(1, 0.1f).weight().values());
  }

  @Test
  void shouldKeepTheFeatureGraphThroughExchangesOfTheHead() {
    List<String> labels = List.of("cat", "dog");
    HeadlessModel headless =
        HeadlessModel.of(
            model(labels, OnnxGraphs.classifier(BACKBONE, WEIGHTS, head(1, 1), labels, INPUT)));

    HeadlessModel again =
        HeadlessModel.of(model(labels, headless.classifier(head(1, 0.5f), labels)));

    assertThat(again.featureGraph()).isEqualTo(headless.featureGraph());
    assertThat(headless.featureGraph()).isEqualTo(OnnxGraphs.features(BACKBONE, WEIGHTS, INPUT));
    assertThat(headless.width()).isEqualTo(1280);
  }

  @Test
  void shouldRefuseAFileWithoutAHeadOfItsOwn() {
    byte[] features = OnnxGraphs.features(BACKBONE, WEIGHTS, INPUT);

    assertThatThrownBy(() -> HeadlessModel.of(model(List.of("cat", "dog"), features)))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("version v3")
        .hasMessageContaining("head");
  }
}
