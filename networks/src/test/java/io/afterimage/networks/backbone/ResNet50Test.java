package io.afterimage.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResNet50Test {

  private static final Backbone BACKBONE = KnownBackbone.RESNET50.table(224);

  @Test
  void shouldHaveTheLayersShapesAndParametersOfKeras() throws IOException {
    List<String> lines =
        BACKBONE.rows(224, 224).stream()
            .map(
                row ->
                    "%d,%s,%s,%s,%d,%s"
                        .formatted(
                            row.index(),
                            row.layer().name(),
                            row.layer().type(),
                            row.shape(),
                            row.parameters(),
                            String.join("+", row.layer().inputs())))
            .toList();

    assertThat(lines).isEqualTo(keras());
  }

  @Test
  void shouldHold23587712Parameters() {
    assertThat(BACKBONE.rows(224, 224).stream().mapToLong(LayerRow::parameters).sum())
        .isEqualTo(23_587_712);
  }

  @Test
  void shouldLearnTheLastStageUnlessToldOtherwise() {
    Cut cut = BACKBONE.cutAt(KnownBackbone.RESNET50.usualCut());

    assertThat(BACKBONE.layers().get(cut.index()).name()).isEqualTo("conv5_block1_1_conv");
    assertThat(cut.crossing()).containsExactly("conv4_block6_out");
  }

  private static List<String> keras() throws IOException {
    try (InputStream in = ResNet50Test.class.getResourceAsStream("resnet50_layers.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }
}
