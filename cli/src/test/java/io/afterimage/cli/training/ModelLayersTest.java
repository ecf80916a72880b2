package io.afterimage.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.networks.RandomHeads;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures by the tutorial, whose summary says the same. */
class ModelLayersTest {

  private static final ModelArtifact MODEL =
      new RandomHeads(List.of("cats", "dogs"), InputSpec.square(160)).withHead(1);

  @Test
  void shouldListTheLayersOfAFile() {
    LayerSummary summary = ModelLayers.of(MODEL, Optional.of(100)).orElseThrow();

    assertThat(summary.parameters()).isEqualTo(2_257_984 + 1_281);
    assertThat(summary.trainable()).isEqualTo(1_862_721);
    assertThat(summary.lines().get(summary.lines().size() - 1).layer()).isEqualTo("head");
  }

  @Test
  void shouldSayThatOnlyTheHeadLearned() {
    assertThat(ModelLayers.of(MODEL, Optional.empty()).orElseThrow().trainable()).isEqualTo(1_281);
  }

  @Test
  void shouldShowABackboneWithoutTableAsOneLine() {
    LayerSummary summary = ModelLayers.of(named("resnet50.onnx"), Optional.empty()).orElseThrow();

    assertThat(summary.lines())
        .extracting(LayerSummary.Line::layer)
        .containsExactly("resnet50.onnx", "head");
    assertThat(summary.lines().get(0).shape()).isEqualTo("1280");
    assertThat(summary.trainable()).isEqualTo(1_281);
  }

  @Test
  void shouldNotTakeAFileForTheTableThatItOnlyIsNamedAfter() {
    assertThat(ModelLayers.of(named("vgg16"), Optional.empty()).orElseThrow().lines()).hasSize(2);
  }

  private static ModelArtifact named(String backbone) {
    Manifest known = MODEL.manifest();
    return new ModelArtifact(
        new Manifest(
            known.version(),
            known.labels(),
            known.input(),
            known.normalisation(),
            backbone,
            known.parentVersion(),
            known.trainingSetFingerprint(),
            known.scores(),
            known.createdAt(),
            known.sha256(),
            known.bytes()),
        MODEL.onnx());
  }
}
