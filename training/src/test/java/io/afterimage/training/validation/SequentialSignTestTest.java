package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the test says, and how often it is wrong in simulated watches of known differences. */
class SequentialSignTestTest {

  private static final int IMAGES = 500;
  private static final double RATE = 0.01;
  private static final SequentialSignTest TEST = new SequentialSignTest(RATE, 0, IMAGES);
  private static final int TRIALS = 4000;

  /** By hand: {@code 2^-8} is the first below {@code 0.01 k / (k + 10)}. */
  @Test
  void shouldTakeEightLossesWithoutAGain() {
    assertThat(TEST.isWorse(new PairedOutcomes(50, 0, 7, 0))).isFalse();
    assertThat(TEST.isWorse(new PairedOutcomes(50, 0, 8, 0))).isTrue();
    assertThat(TEST.isWorse(new PairedOutcomes(0, 0, 8, 441))).isTrue();
  }

  /** Of 37 lost images among 40, any twenty have at least 17. */
  @Test
  void shouldCallAModelWorseWhoeverLooksAfterMoreImagesThanItWasMadeFor() {
    SequentialSignTest small = new SequentialSignTest(RATE, 0, 20);
    int least = small.boundary(20);

    assertThat(small.isWorse(new PairedOutcomes(0, 20 - least, 20 + least, 0))).isTrue();
    assertThat(small.isWorse(new PairedOutcomes(0, 21 - least, 19 + least, 0))).isFalse();
    assertThat(small.isWorse(new PairedOutcomes(0, 20, 20, 0))).isFalse();
  }

  /** The exact probability that fair coins cross the boundary, counted path by path. */
  @Test
  void shouldCrossTheBoundaryByChanceAsOftenAsItSays() {
    int length = 20;
    int crossed = 0;
    for (int path = 0; path < 1 << length; path++) {
      int lost = 0;
      for (int apart = 1; apart <= length; apart++) {
        lost += path >> (apart - 1) & 1;
        if (lost >= TEST.boundary(apart)) {
          crossed++;
          break;
        }
      }
    }
    assertThat(crossed / (double) (1 << length))
        .isLessThanOrEqualTo(RATE * 20 / 30)
        .isGreaterThan(RATE * 20 / 30 / 2);
  }

  /** A version that is as good, however often both differ, and looked at after every label. */
  @ParameterizedTest
  @CsvSource({"0.02", "0.1", "0.3", "1"})
  void shouldSeldomCallAnEqualVersionWorse(double apart) {
    assertThat(share(TEST, apart, 0, IMAGES)).isLessThan(RATE);
  }

  /** At the margin itself, which is the hardest case. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.01", "0.01, 0.1", "0.05, 0.05", "0.05, 0.2", "0.05, 0.6"})
  void shouldSeldomCallAVersionWorseThatIsWithinTheMargin(double margin, double apart) {
    SequentialSignTest lenient = new SequentialSignTest(RATE, margin, IMAGES);

    assertThat(share(lenient, apart, margin, IMAGES)).isLessThan(RATE);
  }

  /** By binomial figures, one look at a hundred labels could find 88 % of the first. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1, 100, 0.75",
    "0.12, 0.1, 100, 0.55",
    "0.2, 0.2, 100, 0.99",
    "0.2, 0.1, 500, 0.95"
  })
  void shouldFindAWorseVersion(double apart, double worse, int within, double power) {
    assertThat(share(TEST, apart, worse, within)).isGreaterThan(power);
  }

  @Test
  void shouldGrantTheMargin() {
    PairedOutcomes lostTen = new PairedOutcomes(190, 0, 10, 0);

    assertThat(TEST.isWorse(lostTen)).isTrue();
    assertThat(new SequentialSignTest(RATE, 0.05, IMAGES).isWorse(lostTen)).isFalse();
  }

  /** In how many watches a version is called worse within so many images. */
  private static double share(SequentialSignTest test, double apart, double worse, int images) {
    IntPredicate isFound =
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          PairedOutcomes outcomes = PairedOutcomes.NONE;
          for (int image = 0; image < images; image++) {
            double place = random.nextDouble();
            boolean lost = place < (apart + worse) / 2;
            outcomes = outcomes.with(place >= apart || !lost, place >= apart || lost);
            if (test.isWorse(outcomes)) {
              return true;
            }
          }
          return false;
        };
    return IntStream.range(0, TRIALS).filter(isFound).count() / (double) TRIALS;
  }
}
