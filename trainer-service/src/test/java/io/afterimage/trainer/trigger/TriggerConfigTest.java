package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TriggerConfigTest {

  private static TriggerConfig read(Map<String, String> options) {
    return TriggerConfig.read(new Settings(options));
  }

  @Test
  void shouldHaveTriggersWithTheirDefaults() {
    TriggerConfig config = read(Map.of());

    assertThat(config.triggers())
        .contains(
            new NewLabels(1000),
            new RefreshLabels(20),
            new Elapsed(Duration.ZERO),
            new AccuracyDrift(0.1, 100, 0.05),
            new PredictionDrift(0.25, 1000, 0.05));
    assertThat(config.minimumPause()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.refreshPause()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldTellTriggersApartByTheirKind() {
    assertThat(read(Map.of()).triggers()).extracting(Trigger::kind).doesNotHaveDuplicates();
  }

  @Test
  void shouldFollowPredictionsOnlyWhereATriggerNeedsThem() {
    assertThat(read(Map.of()).readsPredictions()).isTrue();
    assertThat(read(Map.of("trigger.stability", "0")).readsPredictions()).isFalse();
  }

  @Test
  void shouldRefuseWhatNoWindowCanBe() {
    assertThatThrownBy(() -> new AccuracyDrift(0.1, 0, 0.05))
        .hasMessage("trigger.accuracy.window is 0, allowed is 1 or more");
    assertThatThrownBy(() -> new PredictionDrift(Double.NaN, 1, 0.05))
        .hasMessageContaining("trigger.stability is NaN");
    assertThatThrownBy(() -> new PredictionDrift(0.25, 1, 0))
        .hasMessageContaining("trigger.stability.error.rate is 0");
  }
}
