package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationErrorTest {

  private final CalibrationError calibration = new CalibrationError();

  @Test
  void shouldCountAConfidenceOnAnEdgeInTheBinBelowIt() {
    calibration.add(0, false);
    calibration.add(0.2, true);
    calibration.add(Math.nextUp(0.2), true);
    calibration.add(1, true);

    assertThat(
            IntStream.range(0, CalibrationError.BINS)
                .filter(bin -> calibration.bins().get(bin).answers() > 0))
        .containsExactly(0, 2, 3, 14);
    assertThat(calibration.bins().get(2).to()).isEqualTo(0.2);
  }
}
