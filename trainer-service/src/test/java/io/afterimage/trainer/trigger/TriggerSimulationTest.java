package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that were made up, with fixed seeds: how often a trigger is wrong, and how late. */
class TriggerSimulationTest {

  private static final int STREAMS = 100;

  /** What one block makes of chance is bounded as stated, from few classes to many sparse ones. */
  @ParameterizedTest
  @CsvSource({"2, 0.1", "10, 0.1", "100, 0.1", "1000, 0.1", "100, 0.01"})
  void shouldNotUnderstateTheProbabilityOfAShift(int classes, double level) {
    int found = 0;
    SplittableRandom random = new SplittableRandom(1);
    for (int stream = 0; stream < 300; stream++) {
      int[] first = draw(classes, 200, random);
      int[] later = draw(classes, 200, random);
      if (PopulationStability.of(first, later, random).probability() < level) {
        found++;
      }
    }

    assertThat(found / 300.0).isLessThan(level + 3 * Math.sqrt(level * (1 - level) / 300));
  }

  /** Sparse classes made the plain index exceed 0.25 in most streams of a hundred classes. */
  @Test
  void shouldNotTakeTheNumberOfClassesForAShift() {
    SplittableRandom random = new SplittableRandom(2);
    PopulationStability same =
        PopulationStability.of(draw(1000, 1000, random), draw(1000, 1000, random), random);

    assertThat(same.index()).isGreaterThan(0.25);
    assertThat(same.shift()).isLessThan(0.1);
  }

  /** Half of the classes become nine times as frequent as the others: an index of 0.879 by hand. */
  @ParameterizedTest
  @CsvSource({"2", "10", "100"})
  void shouldFindAShiftWithTheFirstBlockAfterIt(int classes) {
    SplittableRandom random = new SplittableRandom(3);
    int found = 0;
    for (int stream = 0; stream < 20; stream++) {
      int[] later = new int[classes];
      for (int i = 0; i < 1000; i++) {
        int half = random.nextInt(10) == 0 ? 0 : classes / 2;
        later[half + random.nextInt(classes / 2)]++;
      }
      PopulationStability shift =
          PopulationStability.of(draw(classes, 1000, random), later, random);
      if (shift.shift() > 0.25 && shift.probability() < 1e-6) {
        found++;
      }
    }

    assertThat(found).isEqualTo(20);
  }

  /**
   * 3,000 answers, looked at after each, at three times the threshold's fair share: the bound is
   * 0.5 of the streams; it holds with few held-out images, too, though their accuracy is off by
   * chance.
   */
  @ParameterizedTest
  @CsvSource({"0.95, 20", "0.9, 60", "0.8, 300", "0.6, 2000"})
  void shouldKeepItsErrorRateWhenNothingChanges(double accuracy, int heldOut) {
    double limit = Math.log(3000 / 0.5);

    long wrong =
        Arrays.stream(delays(accuracy, heldOut, 3000, i -> accuracy, limit))
            .filter(delay -> delay >= 0)
            .count();

    assertThat(wrong / (double) STREAMS).isLessThanOrEqualTo(0.1);
  }

  /** The default: one false alarm in twenty blocks of 10,000 labels. */
  @ParameterizedTest
  @CsvSource({
    "0.9, 0.8, 500, 700",
    "0.77, 0.65, 500, 900",
    "0.9, 0.6, 500, 120",
    "0.95, 0.3, 100, 30"
  })
  void shouldNoticeADropSoonAfterIt(double before, double after, int heldOut, int median) {
    double limit = Math.log(10_000 / 0.05);

    int[] delays = delays(before, heldOut, 3000, i -> i < 500 ? before : after, limit);

    assertThat(
            Arrays.stream(delays)
                .map(delay -> delay < 0 ? 3000 : delay)
                .sorted()
                .toArray()[STREAMS / 2])
        .isBetween(500, 500 + median);
  }

  /** After how many answers the evidence reaches the limit; -1 where it never does. */
  private static int[] delays(
      double heldOutAccuracy,
      int heldOut,
      int answers,
      IntToDoubleFunction accuracy,
      double limit) {
    SplittableRandom random = new SplittableRandom(4);
    return IntStream.range(0, STREAMS)
        .map(
            stream -> {
              int hits =
                  (int)
                      IntStream.range(0, heldOut)
                          .filter(i -> random.nextDouble() < heldOutAccuracy)
                          .count();
              AccuracyEvidence evidence =
                  new AccuracyEvidence(new HeldOutAccuracy(hits, heldOut), 0.1);
              for (int i = 0; i < answers; i++) {
                evidence.add(random.nextDouble() < accuracy.applyAsDouble(i));
                if (evidence.log() >= limit) {
                  return i;
                }
              }
              return -1;
            })
        .toArray();
  }

  private static int[] draw(int classes, int cases, SplittableRandom random) {
    int[] counts = new int[classes];
    for (int i = 0; i < cases; i++) {
      counts[random.nextInt(classes)]++;
    }
    return counts;
  }
}
