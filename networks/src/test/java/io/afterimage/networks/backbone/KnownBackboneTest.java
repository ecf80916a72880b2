package io.afterimage.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownBackboneTest {

  @Test
  void shouldHaveTheShapesAndParametersOfKerasForVgg16() throws IOException {
    List<String> lines =
        KnownBackbone.VGG16.table(224).rows(224, 224).stream()
            .map(
                row ->
                    "%s,%s,%s,%d"
                        .formatted(
                            row.layer().name(), row.layer().type(), row.shape(), row.parameters()))
            .toList();

    assertThat(lines).isEqualTo(reference("vgg16_layers.csv"));
    assertThat(parameters(KnownBackbone.VGG16.table(224))).isEqualTo(14_714_688);
  }

  /** The published figure for VGG19 without its top. */
  @Test
  void shouldHaveTheParametersOfKerasForVgg19() {
    assertThat(parameters(KnownBackbone.VGG19.table(224))).isEqualTo(20_024_384);
  }

  @Test
  void shouldHold14982474ParametersWithTheTutorialsTopOnVgg16() {
    Backbone backbone = KnownBackbone.VGG16.table(224).withHidden(List.of(512));

    assertThat(parameters(backbone) + 512 * 10 + 10).isEqualTo(14_982_474);
  }

  @Test
  void shouldHold68694ParametersInTheTutorialsNetwork() {
    Backbone backbone = KnownBackbone.CIFAR10_CNN.table(32);

    assertThat(backbone.rows(32, 32).stream().map(row -> row.shape().toString()))
        .containsExactly("32x32x3", "30x30x3", "15x15x3", "675", "100");
    assertThat(parameters(backbone) + 100 * 10 + 10).isEqualTo(68_694);
  }

  @Test
  void shouldGiveTheTableOfMobileNetV2ByKerasConventions() {
    Backbone backbone = KnownBackbone.MOBILENETV2.table(160);

    assertThat(backbone.batchNormEpsilon()).isEqualTo(1e-3);
    assertThat(backbone.normalisation()).isEqualTo(Preprocessing.TF.normalisation());
    assertThat(((Layer.Conv2D) backbone.layers().get(1)).window().padding())
        .isEqualTo(Padding.SAME);
  }

  @Test
  void shouldKnowEachByItsName() {
    for (KnownBackbone known : KnownBackbone.values()) {
      assertThat(KnownBackbone.named(known.code())).isEqualTo(known);
      assertThat(known.table(known.usualSize()).name()).isEqualTo(known.code());
    }
  }

  @Test
  void shouldNameThoseThatThereAre() {
    assertThatThrownBy(() -> KnownBackbone.named("nosuchnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nosuchnet'; known are mobilenetv2, vgg16, vgg19, cifar10-cnn");
  }

  private static long parameters(Backbone backbone) {
    int side = backbone.nominalSize();
    return backbone.rows(side, side).stream().mapToLong(LayerRow::parameters).sum();
  }

  private static List<String> reference(String resource) throws IOException {
    try (InputStream in = KnownBackboneTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }
}
