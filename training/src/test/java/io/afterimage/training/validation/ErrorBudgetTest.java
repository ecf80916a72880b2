package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What attempts may spend, and how often worse candidates pass on a stream of labels. */
class ErrorBudgetTest {

  private static final double RATE = 0.05;
  private static final int IMAGES = 500;
  private static final ErrorBudget WHOLE = ErrorBudget.of(RATE, IMAGES);

  private static Instant at(int second) {
    return Instant.EPOCH.plusSeconds(second);
  }

  private static List<Instant> labelled(int from, int to) {
    return IntStream.range(from, to).mapToObj(ErrorBudgetTest::at).toList();
  }

  /** Whatever comes in whatever order: the proof needs nothing else. */
  @ParameterizedTest
  @CsvSource({"1, 0.5", "2, 0.05", "3, 0.01", "4, 0.99"})
  void shouldNeverSpendMoreThanWasEarned(long seed, double attempts) {
    SplittableRandom random = new SplittableRandom(seed);
    ErrorBudget budget = WHOLE;
    double spent = 0;
    for (int event = 1, evidence = 0; event <= 20_000; event++) {
      if (random.nextDouble() < attempts) {
        spent += budget.level();
        budget = budget.spent();
      } else {
        int images = random.nextInt(40);
        evidence += images;
        budget = budget.earned(images);
      }
      assertThat(spent + budget.left())
          .isLessThanOrEqualTo(RATE / 2 + RATE / IMAGES * evidence + 1e-9);
    }
  }

  @Test
  void shouldSpendNoMoreThanTheRateOnOneSetOfImages() {
    ErrorBudget budget = WHOLE.earned(2000);
    double spent = 0;
    for (int attempt = 0; attempt < 20; attempt++) {
      spent += budget.level();
      budget = budget.spent();
    }

    assertThat(spent).isLessThanOrEqualTo(RATE).isGreaterThan(0.999 * RATE);
  }

  @Test
  void shouldNotStallWhereEachAttemptHasNewImages() {
    List<Instant> attempts = new ArrayList<>();
    for (int refresh = 1; refresh <= 200; refresh++) {
      double level = WHOLE.after(labelled(1, 1 + 20 * refresh), List.copyOf(attempts)).level();
      assertThat(level).isGreaterThanOrEqualTo(RATE * 20 / IMAGES);
      attempts.add(at(20 * refresh));
    }

    assertThat(WHOLE.after(labelled(1, 1 + 20 * 201), attempts).level())
        .isCloseTo(RATE * 20 / IMAGES, within(1e-9));
  }

  @Test
  void shouldGiveHalfOfTheRateToARunAfterAWindowOfNewImages() {
    List<Instant> attempts = labelled(0, 30);

    assertThat(WHOLE.after(labelled(30, 30 + IMAGES), attempts).level())
        .isCloseTo(RATE / 2, within(1e-9));
    assertThat(WHOLE.after(List.of(), attempts).level()).isLessThan(1e-9);
  }

  /** Of what is evicted or comes late nothing may be spent twice. */
  @Test
  void shouldLeaveNoMoreWhereEvidenceIsUnknownOrCountsEarlier() {
    List<Instant> attempts = List.of(at(50), at(150));
    double known = WHOLE.after(labelled(0, 200), attempts).left();
    List<Instant> late = new ArrayList<>(labelled(0, 170));
    late.addAll(labelled(0, 30));

    assertThat(WHOLE.after(labelled(80, 200), attempts).left()).isLessThan(known);
    assertThat(WHOLE.after(late, attempts).left()).isLessThan(known);
  }

  /**
   * A refresh every 20 labels, each candidate worse by the margin and much like the one before: by
   * the bound at most 7.5 % of streams of 500 labels have one that passes.
   */
  @Test
  void shouldSeldomPassAnyOfTheWorseCandidatesOfAStream() {
    NonInferiorityTest test = new NonInferiorityTest(0.01);
    int trials = 400;
    int passed = 0;
    for (int trial = 0; trial < trials; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      ErrorBudget budget = WHOLE;
      double[] places = new double[IMAGES];
      boolean any = false;
      for (int labels = 20; !any && labels <= IMAGES; labels += 20) {
        budget = budget.earned(20);
        PairedOutcomes outcomes = PairedOutcomes.NONE;
        for (int image = 0; image < labels; image++) {
          if (image >= labels - 20 || random.nextDouble() < 0.13) {
            places[image] = random.nextDouble();
          }
          boolean gained = places[image] < 0.07;
          outcomes =
              outcomes.with(gained || places[image] >= 0.15, !gained || places[image] >= 0.15);
        }
        any = test.passes(new Comparison("v1", outcomes, budget.level()));
        budget = budget.spent();
      }
      passed += any ? 1 : 0;
    }

    assertThat(passed / (double) trials).isLessThan(1.5 * RATE);
  }
}
