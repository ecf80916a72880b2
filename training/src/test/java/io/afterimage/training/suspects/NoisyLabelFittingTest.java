package io.afterimage.training.suspects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.LabelReview;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoisyLabelFittingTest {

  private static final int COLUMNS = 30;

  private final HeadFitting fitting = new HeadFitting(new OnnxSoftmaxEngine());

  /** Examples of known classes, some of which have another label. */
  private record Noisy(HeadExamples examples, int[] truth) {

    boolean isWrong(int row) {
      return examples.labels()[row] != truth[row];
    }
  }

  /**
   * Clouds around points that are 3 from the centre.
   *
   * @param counts of each class
   * @param wrong the share of labels that are another class's
   */
  private static Noisy noisy(int[] counts, double wrong, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth =
        IntStream.range(0, counts.length)
            .flatMap(label -> IntStream.generate(() -> label).limit(counts[label]))
            .toArray();
    int[] labels = truth.clone();
    FeatureMatrix features = new FeatureMatrix(COLUMNS);
    for (int row = 0; row < truth.length; row++) {
      float[] values = new float[COLUMNS];
      for (int column = 0; column < COLUMNS; column++) {
        values[column] = (float) ((truth[row] == column ? 3 : 0) + random.nextGaussian());
      }
      features.add(values);
      if (random.nextDouble() < wrong) {
        labels[row] = (labels[row] + 1 + random.nextInt(counts.length - 1)) % counts.length;
      }
    }
    return new Noisy(
        new HeadExamples(
            features,
            labels,
            counts.length,
            HeadExamples.equalWeights(truth.length),
            IntStream.range(0, truth.length).mapToObj(row -> "id-" + row).toList()),
        truth);
  }

  private NoisyLabelFitting.Result fit(SuspectHandling handling, HeadExamples examples) {
    return new NoisyLabelFitting(fitting, handling).fit(examples, Optional.empty(), () -> false);
  }

  private static double accuracy(NoisyLabelFitting.Result result, Noisy fresh) {
    int right = 0;
    for (int row = 0; row < fresh.truth().length; row++) {
      float[] logits = result.head().head().logits(fresh.examples().features().row(row));
      int best = 0;
      for (int label = 1; label < logits.length; label++) {
        best = logits[label] > logits[best] ? label : best;
      }
      right += best == fresh.truth()[row] ? 1 : 0;
    }
    return (double) right / fresh.truth().length;
  }

  @Test
  void shouldFindWrongLabelsAndLearnBetterWithoutThem() {
    Noisy noisy = noisy(new int[] {150, 150, 150}, 0.3, 1);
    Noisy fresh = noisy(new int[] {400, 400, 400}, 0, 2);

    NoisyLabelFitting.Result kept = fit(SuspectHandling.KEEP, noisy.examples());
    NoisyLabelFitting.Result dropped = fit(SuspectHandling.DROP, noisy.examples());

    LabelNoise noise = dropped.noise().orElseThrow();
    long wrong = IntStream.range(0, noisy.truth().length).filter(noisy::isWrong).count();
    long found = noise.suspects().stream().filter(s -> noisy.isWrong(s.row())).count();
    assertThat(noise.rate()).isCloseTo(0.3, within(0.06));
    assertThat((double) found / wrong).as("recall").isGreaterThan(0.8);
    assertThat((double) found / noise.suspects().size()).as("precision").isGreaterThan(0.8);
    assertThat(accuracy(dropped, fresh)).isGreaterThan(accuracy(kept, fresh) + 0.02);
    assertThat(kept.noise()).isEmpty();
  }

  @Test
  void shouldLearnEveryLabelWhereHardlyAnyIsWrong() {
    HeadExamples clean = noisy(new int[] {100, 100, 100}, 0, 3).examples();

    NoisyLabelFitting.Result dropped = fit(SuspectHandling.DROP, clean);

    assertThat(dropped.noise().orElseThrow().certain()).isFalse();
    assertThat(dropped.leftOut().isEmpty()).isTrue();
    assertThat(dropped.head().head().weight().values())
        .isEqualTo(fit(SuspectHandling.KEEP, clean).head().head().weight().values());
  }

  /** Two of the classes overlap, so that many right labels look wrong. */
  @Test
  void shouldNotTakeHardExamplesForWrongLabels() {
    HeadExamples three = noisy(new int[] {150, 150, 150}, 0, 7).examples();
    FeatureMatrix overlapping = new FeatureMatrix(COLUMNS);
    for (int row = 0; row < 450; row++) {
      float[] values = three.features().row(row);
      values[three.labels()[row]] -= row < 150 ? 0 : 1.8f;
      overlapping.add(values);
    }
    HeadExamples hard =
        new HeadExamples(overlapping, three.labels(), 3, three.weights(), three.groups());

    NoisyLabelFitting.Result dropped = fit(SuspectHandling.DROP, hard);

    assertThat(dropped.noise().orElseThrow().rate()).isGreaterThan(0.05);
    assertThat(dropped.noise().orElseThrow().suspects()).hasSizeGreaterThan(20);
    assertThat(dropped.leftOut().isEmpty()).isTrue();
  }

  @Test
  void shouldOnlyReport() {
    HeadExamples examples = noisy(new int[] {60, 60, 60}, 0.2, 4).examples();

    NoisyLabelFitting.Result reported = fit(SuspectHandling.REPORT, examples);

    assertThat(reported.noise().orElseThrow().suspects()).isNotEmpty();
    assertThat(reported.leftOut().isEmpty()).isTrue();
    assertThat(reported.head().head().weight().values())
        .isEqualTo(fit(SuspectHandling.KEEP, examples).head().head().weight().values());
  }

  @Test
  void shouldAnswerWhatItLeavesOutByHeadsThatHaveNotLearnedIt() {
    Noisy noisy = noisy(new int[] {100, 100, 100}, 0.2, 5);

    NoisyLabelFitting.Result dropped = fit(SuspectHandling.DROP, noisy.examples());

    assertThat(dropped.leftOut().isEmpty()).isFalse();
    assertThat(dropped.leftOut().stream().allMatch(r -> dropped.head().outOfFold().answered()[r]))
        .isTrue();
    assertThat(dropped.learned(noisy.examples()).counting().labels())
        .hasSize(300 - dropped.leftOut().cardinality());
  }

  /** Every label of the small class is one of the large class's. */
  @Test
  void shouldNotWipeOutASmallClass() {
    Noisy noisy = noisy(new int[] {300, 10}, 0, 6);
    HeadExamples all = noisy.examples();
    FeatureMatrix alike = new FeatureMatrix(COLUMNS);
    for (int row = 0; row < 310; row++) {
      alike.add(all.features().row(row < 300 ? row : row - 300));
    }
    int[] labels = all.labels().clone();
    for (int row = 0; row < 40; row++) {
      labels[200 + row] = 1;
    }

    NoisyLabelFitting.Result dropped =
        fit(SuspectHandling.DROP, new HeadExamples(alike, labels, 2, all.weights(), all.groups()));

    long ofSmall = dropped.leftOut().stream().filter(row -> labels[row] == 1).count();
    assertThat(ofSmall).isLessThanOrEqualTo((long) (50 * NoisyLabelFitting.MOST_LEFT_OUT));
  }

  @Test
  void shouldNameTheSuspects() {
    Noisy noisy = noisy(new int[] {100, 100, 100}, 0.2, 5);
    List<DecodedImage> images =
        IntStream.range(0, 300)
            .mapToObj(row -> new DecodedImage("image-" + row, 0, new byte[0]))
            .toList();

    NoisyLabelFitting.Result dropped = fit(SuspectHandling.DROP, noisy.examples());
    LabelReview review =
        dropped.review(images, List.of("cat", "dog", "fox"), Instant.EPOCH).orElseThrow();

    Suspect first = dropped.noise().orElseThrow().suspects().get(0);
    LabelReview.Suspect named = review.suspects().get(0);
    assertThat(named.id()).isEqualTo("image-" + first.row());
    assertThat(named.label())
        .isEqualTo(List.of("cat", "dog", "fox").get(noisy.examples().labels()[first.row()]));
    assertThat(review.leftOut()).isEqualTo(dropped.leftOut().cardinality());
    assertThat(review.examined()).isEqualTo(300);
  }
}
