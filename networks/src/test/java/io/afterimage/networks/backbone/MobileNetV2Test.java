package io.afterimage.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.inference.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MobileNetV2Test {

  @Test
  void shouldHaveTheLayersShapesAndParametersOfKeras() throws IOException {
    List<String> lines =
        KnownBackbone.MOBILENETV2.table(160).rows(160, 160).stream()
            .map(MobileNetV2Test::csvLine)
            .toList();

    assertThat(lines).isEqualTo(keras());
  }

  @Test
  void shouldDifferFromKerasInThePaddedShapesOnlyWhenPaddingIsSymmetric() throws IOException {
    List<String> lines =
        KnownBackbone.MOBILENETV2.shippedTable().rows(160, 160).stream()
            .map(MobileNetV2Test::csvLine)
            .toList();

    assertThat(lines.stream().filter(line -> !line.contains("_pad,")))
        .containsExactlyElementsOf(
            keras().stream().filter(line -> !line.contains("_pad,")).toList());
    assertThat(lines).contains("12,block_1_pad,ZeroPadding2D,82x82x96,0,block_1_expand_relu");
  }

  @Test
  void shouldHold2257984Parameters() {
    assertThat(
            KnownBackbone.MOBILENETV2.shippedTable().rows(160, 160).stream()
                .mapToLong(LayerRow::parameters)
                .sum())
        .isEqualTo(2_257_984);
  }

  @Test
  void shouldTrain54VariablesFromLayer100() {
    List<Variable> variables = KnownBackbone.MOBILENETV2.shippedTable().trainableVariables(100);

    assertThat(variables).hasSize(56 - 2);
    assertThat(variables.get(0).name()).isEqualTo("block_11_depthwise.weight");
    assertThat(variables.get(variables.size() - 1).name()).isEqualTo("Conv_1_bn.beta");
    assertThat(variables.stream().mapToLong(Variable::size).sum()).isEqualTo(1_862_721 - 1_281);
  }

  @Test
  void shouldCutAtLayer100WhereTwoTensorsCross() {
    Backbone backbone = KnownBackbone.MOBILENETV2.shippedTable();

    Cut cut = backbone.cutAt(100);

    assertThat(cut.index()).isEqualTo(101);
    assertThat(cut.crossing()).containsExactly("block_10_project_BN", "block_11_expand_relu");
    assertThat(
            backbone.rows(160, 160).stream()
                .filter(row -> cut.crossing().contains(row.layer().name()))
                .map(row -> row.shape().toString()))
        .containsExactly("10x10x96", "10x10x576");
  }

  @Test
  void shouldKeepPaddingWithItsConvolutionWhenCut() {
    Cut cut = KnownBackbone.MOBILENETV2.shippedTable().cutAt(118);

    assertThat(cut.index()).isEqualTo(119);
    assertThat(cut.crossing()).containsExactly("block_13_expand_relu");
  }

  @Test
  void shouldHaveWeightsForEveryVariable() {
    KnownBackbone.MOBILENETV2
        .shippedTable()
        .requireWeights(KnownBackbone.MOBILENETV2.shippedWeights());
  }

  @Test
  void shouldNameTheWeightsThatAreMissingOrOfAnotherShape() {
    Map<String, Tensor> weights = new HashMap<>(KnownBackbone.MOBILENETV2.shippedWeights());
    weights.remove("Conv_1_bn.beta");
    weights.put("Conv1.weight", new Tensor(new long[] {32, 3, 3}, new float[288]));

    assertThatThrownBy(() -> KnownBackbone.MOBILENETV2.shippedTable().requireWeights(weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[Conv1.weight [32, 3, 3, 3], Conv_1_bn.beta [1280]]");
  }

  private static String csvLine(LayerRow row) {
    return String.join(
        ",",
        Integer.toString(row.index()),
        row.layer().name(),
        row.layer().type(),
        row.shape().toString(),
        Long.toString(row.parameters()),
        String.join("+", row.layer().inputs()));
  }

  private static List<String> keras() throws IOException {
    try (InputStream in = MobileNetV2Test.class.getResourceAsStream("mobilenetv2_layers.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }
}
