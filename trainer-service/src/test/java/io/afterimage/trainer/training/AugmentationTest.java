package io.afterimage.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static List<Variation> drawn(Augmentation augmentation) {
    return IntStream.range(0, 10_000).mapToObj(i -> augmentation.draw(Seeds.random(1, i))).toList();
  }

  @Test
  void shouldMirrorHalfAndTurnEvenlyUpToTheLimit() {
    List<Variation> variations = drawn(Augmentation.DEFAULT);
    double limit = 0.2 * 2 * Math.PI;

    assertThat(variations.stream().filter(Variation::mirrored).count())
        .isCloseTo(5_000, within(150L));
    assertThat(variations).allMatch(v -> Math.abs(v.angle()) <= limit);
    assertThat(variations.stream().mapToDouble(Variation::angle).average().orElseThrow())
        .isCloseTo(0, within(0.03));
    assertThat(variations.stream().mapToDouble(v -> Math.abs(v.angle())).average().orElseThrow())
        .isCloseTo(limit / 2, within(0.02));
  }

  @Test
  void shouldLeaveOutWhatIsSwitchedOff() {
    assertThat(drawn(new Augmentation(false, 0.1))).noneMatch(Variation::mirrored);
    assertThat(drawn(new Augmentation(true, 0))).allMatch(v -> v.angle() == 0);
  }
}
