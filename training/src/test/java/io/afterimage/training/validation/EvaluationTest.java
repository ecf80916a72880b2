package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.training.dataset.DecodedImage;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final List<String> LABELS = List.of("cat", "dog");

  static HeldOutImages held(List<String> labels, int... truth) {
    List<DecodedImage> images =
        IntStream.range(0, truth.length)
            .mapToObj(i -> new DecodedImage("picture-" + i, truth[i], new byte[3]))
            .toList();
    return new HeldOutImages(labels, InputSpec.square(1), images);
  }

  private static Evaluation score(HeldOutImages held, List<String> labels, float[][] answers) {
    Scoring scoring = new Scoring(held, labels);
    IntStream.range(0, answers.length).forEach(row -> scoring.add(row, answers[row]));
    return scoring.evaluation();
  }

  /** Two cats, three dogs; the second cat and the last dog are named wrong. */
  private static Evaluation worked() {
    float[][] answers = {{0.9f, 0.1f}, {0.4f, 0.6f}, {0.2f, 0.8f}, {0.05f, 0.95f}, {0.7f, 0.3f}};
    return score(held(LABELS, 0, 0, 1, 1, 1), LABELS, answers);
  }

  @Test
  void shouldCountWhatIsNamedRightByClass() {
    Evaluation evaluation = worked();

    assertThat(evaluation.images()).isEqualTo(5);
    assertThat(evaluation.accuracy()).isEqualTo(0.6);
    assertThat(evaluation.confusion()).containsExactly(List.of(1, 1), List.of(1, 2));
    assertThat(evaluation.classes())
        .containsExactly(new ClassScore("cat", 2, 1), new ClassScore("dog", 3, 2));
    assertThat(evaluation.classes().get(1).recall().orElseThrow())
        .isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void shouldCountWhatThePipelineAnswersAndCalibrateWhatTheModelThinks() {
    float[][] answers = {{0.7f, 0.3f}, {0.9f, 0.1f}, {0.2f, 0.8f}, {0.05f, 0.95f}};
    HeldOutImages held = held(LABELS, 0, 0, 1, 1);
    DecisionRule refusing = new DecisionRule(Map.of("*", 0.75), "unknown", Map.of());
    Scoring scoring = new Scoring(held, LABELS, refusing);
    boolean first = scoring.add(0, answers[0]);
    IntStream.range(1, 4).forEach(row -> scoring.add(row, answers[row]));

    Evaluation evaluation = scoring.evaluation();
    Evaluation plain = score(held, LABELS, answers);

    assertThat(first).isFalse();
    assertThat(plain.accuracy()).isEqualTo(1);
    assertThat(evaluation.accuracy()).isEqualTo(0.75);
    assertThat(evaluation.confusion()).containsExactly(List.of(1, 0, 1), List.of(0, 2, 0));
    assertThat(evaluation.confused())
        .containsExactly(new TrainingReport.Confused("cat", "other", 1));
    assertThat(evaluation.calibrationError()).isEqualTo(plain.calibrationError());
    assertThat(evaluation.logLoss()).isEqualTo(plain.logLoss());
  }

  /** By hand: -(ln 0.9 + ln 0.4 + ln 0.8 + ln 0.95 + ln 0.3) / 5. */
  @Test
  void shouldGiveTheMeanLogLoss() {
    assertThat(worked().logLoss()).isCloseTo(0.500012, within(1e-5));
  }

  /**
   * By hand, each answer alone in its bin: 0.9 right, 0.6 wrong, 0.8 right, 0.95 right, 0.7 wrong;
   * (0.1 + 0.6 + 0.2 + 0.05 + 0.7) / 5.
   */
  @Test
  void shouldGiveTheCalibrationErrorOfAnswersInBinsOfTheirOwn() {
    assertThat(worked().calibrationError()).isCloseTo(0.33, within(1e-6));
  }

  /**
   * By hand: 0.81, 0.83 and 0.86 share the bin (12/15, 13/15], two of them right: |2 - 2.5| / 3 =
   * 0.166667. In bins of their own it would be (0.19 + 0.17 + 0.86) / 3 = 0.4067.
   */
  @Test
  void shouldTakeAnswersOfLikeConfidenceTogether() {
    float[][] answers = {{0.81f, 0.19f}, {0.83f, 0.17f}, {0.86f, 0.14f}};

    Evaluation evaluation = score(held(LABELS, 0, 0, 1), LABELS, answers);

    assertThat(evaluation.calibrationError()).isCloseTo(0.5 / 3, within(1e-6));
  }

  @Test
  void shouldCountAnImageOfALabelThatTheModelDoesNotKnowAsWrong() {
    float[][] answers = {{0.25f, 0.75f}, {0.6f, 0.4f}};
    HeldOutImages held = held(List.of("bird", "cat"), 1, 0);

    Evaluation evaluation = score(held, List.of("dog", "cat"), answers);

    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.confusion()).containsExactly(List.of(0, 0, 1), List.of(0, 1, 0));
    assertThat(evaluation.logLoss())
        .isCloseTo((-Math.log(0.75) - Math.log(1e-7)) / 2, within(1e-6));
  }

  @Test
  void shouldNotKnowTheRecallOfAClassWithoutImages() {
    Evaluation evaluation = score(held(LABELS, 0), LABELS, new float[][] {{1, 0}});

    assertThat(evaluation.classes().get(1).recall()).isEqualTo(OptionalDouble.empty());
    assertThat(evaluation.interval().high()).isCloseTo(1.0, within(1e-12));
  }
}
