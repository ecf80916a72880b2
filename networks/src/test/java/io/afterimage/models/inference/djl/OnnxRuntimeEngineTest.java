package io.afterimage.models.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.ReferenceFeatures;
import io.afterimage.networks.backbone.ReferenceFeatures.Example;
import io.afterimage.networks.onnx.OnnxGraphs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OnnxRuntimeEngineTest {

  private static ImageGraph features;

  @BeforeAll
  static void load() {
    features =
        new OnnxRuntimeEngine(new Device.Cpu())
            .load(
                OnnxGraphs.features(
                    KnownBackbone.MOBILENETV2.shippedTable(),
                    KnownBackbone.MOBILENETV2.shippedWeights(),
                    InputSpec.square(160)));
  }

  @AfterAll
  static void close() {
    features.close();
  }

  @Test
  void shouldGiveTheReferenceFeaturesForTheImageMadeByFormula() {
    assertReference(ReferenceFeatures.formula());
  }

  @Test
  void shouldGiveTheReferenceFeaturesForPhotos() throws IOException {
    Optional<List<Example>> examples = ReferenceFeatures.all(KnownBackbone.MOBILENETV2);
    assumeTrue(examples.isPresent(), "the shared reference images are not on this machine");

    assertThat(examples.orElseThrow()).hasSizeGreaterThan(1);
    examples.orElseThrow().forEach(OnnxRuntimeEngineTest::assertReference);
  }

  @Test
  void shouldRefuseABufferThatIsTooSmall() {
    assertThatThrownBy(() -> features.run(ReferenceFeatures.formula().rgb(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 images of 160x160x3 needs 153600 bytes, the buffer has 76800");
  }

  private static void assertReference(Example example) {
    float[] actual = features.run(example.rgb(), 1)[0];

    assertThat(actual).as(example.name()).hasSize(1280);
    assertThat(actual).as(example.name()).containsExactly(example.features(), within(1e-4f));
  }
}
