package io.afterimage.networks.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.ReferenceFeatures;
import io.afterimage.networks.backbone.ReferenceFeatures.Example;
import io.afterimage.networks.onnx.OnnxGraphs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The figures are those that came with the weights. */
class EfficientNetLiteTest {

  @ParameterizedTest
  @CsvSource({"EFFICIENTNET_LITE0, 245, 3413024", "EFFICIENTNET_LITE2, 320, 4869168"})
  void shouldHoldTheValuesOfTheShippedWeights(KnownBackbone known, int tensors, long values) {
    List<LayerRow> rows = known.shippedTable().rows(160, 160);

    assertThat(rows.stream().mapToLong(LayerRow::parameters).sum()).isEqualTo(values);
    assertThat(rows.stream().mapToInt(row -> row.variables().size()).sum()).isEqualTo(tensors);
    known.shippedTable().requireWeights(known.shippedWeights());
    assertThat(known.shippedWeights()).hasSize(tensors);
  }

  @ParameterizedTest
  @EnumSource(names = {"EFFICIENTNET_LITE0", "EFFICIENTNET_LITE2"})
  void shouldGiveTheReferenceFeatures(KnownBackbone known) throws IOException {
    try (ImageGraph graph = load(known)) {
      assertReference(graph, ReferenceFeatures.formula(known));
      Optional<List<Example>> photos = ReferenceFeatures.all(known);
      assumeTrue(photos.isPresent(), "the shared reference images are not on this machine");
      photos.get().forEach(example -> assertReference(graph, example));
    }
  }

  private static ImageGraph load(KnownBackbone known) {
    return new OnnxRuntimeEngine(new Device.Cpu())
        .load(
            OnnxGraphs.features(
                known.shippedTable(), known.shippedWeights(), InputSpec.square(160)));
  }

  private static void assertReference(ImageGraph graph, Example example) {
    assertThat(graph.run(example.rgb(), 1)[0])
        .as(example.name())
        .containsExactly(example.features(), within(1e-4f));
  }
}
