package io.afterimage.cli.training;

import static io.afterimage.networks.backbone.KnownBackbone.EFFICIENTNET_LITE0;
import static io.afterimage.networks.backbone.KnownBackbone.EFFICIENTNET_LITE2;
import static io.afterimage.networks.backbone.KnownBackbone.MOBILENETV2;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.BackboneProbe;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackboneChoiceTest {

  private static final Map<KnownBackbone, BackboneProbe.Result> MEASURED =
      Map.of(
          MOBILENETV2, new BackboneProbe.Result(0.5, 0.8, 0.010),
          EFFICIENTNET_LITE0, new BackboneProbe.Result(0.6, 0.9, 0.011),
          EFFICIENTNET_LITE2, new BackboneProbe.Result(0.3, 0.9, 0.019));

  @ParameterizedTest
  @CsvSource({"2, EFFICIENTNET_LITE2", "1.5, MOBILENETV2", "1, MOBILENETV2"})
  void shouldTakeTheSmallestLossWithinTheBudget(double budget, KnownBackbone expected) {
    assertThat(BackboneChoice.best(MEASURED, budget)).isEqualTo(expected);
  }
}
