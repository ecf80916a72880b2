package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
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
    assertThat(drawn(Augmentation.DEFAULT)).allMatch(v -> v.right() == 0 && v.down() == 0);
  }

  @Test
  void shouldShiftEvenlyAlongBothSidesUpToTheLimit() {
    List<Variation> variations = drawn(new Augmentation(true, 0.2, 0.125));

    for (ToDoubleFunction<Variation> way :
        List.<ToDoubleFunction<Variation>>of(Variation::right, Variation::down)) {
      assertThat(variations).allMatch(v -> Math.abs(way.applyAsDouble(v)) <= 0.125);
      assertThat(variations.stream().mapToDouble(way).average().orElseThrow())
          .isCloseTo(0, within(0.004));
      assertThat(
              variations.stream()
                  .mapToDouble(v -> Math.abs(way.applyAsDouble(v)))
                  .average()
                  .orElseThrow())
          .isCloseTo(0.0625, within(0.002));
    }
    assertThat(variations.stream().mapToDouble(v -> v.right() * v.down()).average().orElseThrow())
        .as("one does not follow from the other")
        .isCloseTo(0, within(0.0003));
  }

  @Test
  void shouldMirrorAndTurnTheSameWhetherItShiftsOrNot() {
    List<Variation> shifted = drawn(new Augmentation(true, 0.2, 0.1));

    List<Variation> usual = drawn(Augmentation.DEFAULT);
    assertThat(shifted)
        .extracting(Variation::mirrored, Variation::angle)
        .isEqualTo(usual.stream().map(v -> tuple(v.mirrored(), v.angle())).toList());
  }
}
