package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.training.djl.OnnxSoftmaxEngine;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class HeadFittingTest {

  private final HeadFitting fitting = new HeadFitting(new OnnxSoftmaxEngine());

  private FittedHead fit(HeadExamples examples) {
    return fitting.fit(examples, Optional.empty(), () -> false);
  }

  private FittedHead fit(HeadExamples examples, HeadFitting.Start start) {
    return fitting.fit(examples, Optional.of(start), () -> false);
  }

  private static double[] probabilities(FittedHead fitted, float[] x, int classes) {
    float[] weight = fitted.head().weight().values();
    float[] bias = fitted.head().bias().values();
    double[] z = new double[classes];
    for (int row = 0; row < bias.length; row++) {
      double sum = bias[row];
      for (int column = 0; column < x.length; column++) {
        sum += weight[row * x.length + column] * x[column];
      }
      z[bias.length == 1 ? 1 : row] = sum;
    }
    double largest = Arrays.stream(z).max().orElseThrow();
    double total = Arrays.stream(z).map(logit -> Math.exp(logit - largest)).sum();
    return Arrays.stream(z).map(logit -> Math.exp(logit - largest) / total).toArray();
  }

  /** Mean cross-entropy, accuracy and mean confidence. */
  private static double[] scores(FittedHead fitted, HeadExamples fresh) {
    double[] scores = new double[3];
    for (int row = 0; row < fresh.rows(); row++) {
      double[] p = probabilities(fitted, fresh.features().row(row), fresh.classes());
      double best = Arrays.stream(p).max().orElseThrow();
      scores[0] -= Math.log(p[fresh.labels()[row]]) / fresh.rows();
      scores[1] += (p[fresh.labels()[row]] == best ? 1.0 : 0) / fresh.rows();
      scores[2] += best / fresh.rows();
    }
    return scores;
  }

  /** The best that anybody can say of clouds, whose centres and spread are known. */
  private static double bayesLoss(HeadExamples fresh, double noise) {
    double loss = 0;
    for (int row = 0; row < fresh.rows(); row++) {
      float[] x = fresh.features().row(row);
      double total = 0;
      for (int label = 0; label < fresh.classes(); label++) {
        total += Math.exp((2 * x[label]) / (noise * noise));
      }
      loss += Math.log(total) - 2 * x[fresh.labels()[row]] / (noise * noise);
    }
    return loss / fresh.rows();
  }

  @Test
  void shouldComeNearTheBestPossibleLoss() {
    HeadExamples fresh = Examples.clouds(500, 4, 6, 1.5, 99);

    double[] scores = scores(fit(Examples.clouds(300, 4, 6, 1.5, 1)), fresh);

    assertThat(scores[0]).isCloseTo(bayesLoss(fresh, 1.5), within(0.02));
    assertThat(scores[2]).isCloseTo(scores[1], within(0.03));
  }

  @Test
  void shouldSayOfUnlearnedExamplesWhatItSaysOfFreshOnes() {
    HeadExamples examples = Examples.clouds(60, 3, 20, 2, 2);
    FittedHead fitted = fit(examples);
    double[] fresh = scores(fitted, Examples.clouds(1000, 3, 20, 2, 98));

    assertThat(fitted.loss()).isCloseTo(fresh[0], within(0.08));
    int hits = 0;
    for (int row = 0; row < examples.rows(); row++) {
      float[] p = fitted.outOfFold().probabilities()[row];
      assertThat(p[0] + p[1] + p[2]).isCloseTo(1, within(1e-5f));
      float own = p[examples.labels()[row]];
      hits += own >= p[0] && own >= p[1] && own >= p[2] ? 1 : 0;
      assertThat(fitted.outOfFold().answered()[row]).isTrue();
    }
    assertThat(hits / 180.0).isCloseTo(fresh[1], within(0.08));
  }

  /** Labels that say nothing: whoever learned the example would be surer than chance. */
  @Test
  void shouldNotLearnFromTheFoldThatItAnswers() {
    HeadExamples clouds = Examples.clouds(100, 2, 50, 1, 3);
    int[] labels = new int[200];
    for (int row = 0; row < 200; row++) {
      labels[row] = Integer.bitCount(row * 0x9e3779b9) % 2;
    }
    FittedHead fitted =
        fit(
            Examples.examples(
                Examples.rows(clouds.features()), labels, 2, clouds.weights(), row -> "id-" + row));

    assertThat(fitted.loss()).isBetween(0.66, 0.75);
  }

  @Test
  void shouldScaleWithItsFeatures() {
    HeadExamples examples = Examples.clouds(50, 3, 6, 1.5, 4);
    float[][] larger = Examples.rows(examples.features());
    for (float[] row : larger) {
      for (int column = 0; column < row.length; column++) {
        row[column] *= 1000;
      }
    }
    FittedHead usual = fit(examples);
    FittedHead scaled =
        fit(
            Examples.examples(
                larger, examples.labels(), 3, examples.weights(), row -> "id-" + row));

    double[] a = probabilities(usual, examples.features().row(7), 3);
    double[] b = probabilities(scaled, larger[7], 3);
    assertThat(b).containsExactly(a, within(0.01));
  }

  @Test
  void shouldFitOneExampleOfEachClass() {
    HeadExamples two =
        Examples.examples(
            new float[][] {{0, 1}, {1, 0}},
            new int[] {0, 1},
            2,
            HeadExamples.equalWeights(2),
            row -> "id-" + row);

    FittedHead fitted = fit(two);

    assertThat(probabilities(fitted, new float[] {0, 1}, 2)[0]).isGreaterThan(0.5);
    assertThat(fitted.outOfFold().answered()).containsExactly(false, false);
    assertThat(fitted.temperature()).isCloseTo(1, within(0.01));
    assertThat(fitted.loss()).isNaN();
  }

  @Test
  void shouldFitAClassOfOneExampleBesideLargeOnes() {
    HeadExamples clouds = Examples.clouds(41, 3, 6, 1, 5);
    int[] labels = new int[83];
    float[][] features = new float[83][];
    for (int row = 0; row < 83; row++) {
      labels[row] = row == 82 ? 2 : row % 2;
      features[row] = clouds.features().row(row == 82 ? 2 : row / 2 * 3 + row % 2);
    }
    HeadExamples examples =
        Examples.examples(features, labels, 3, HeadExamples.equalWeights(83), row -> "id-" + row);

    FittedHead fitted = fit(examples);

    assertThat(fitted.outOfFold().answered()[82]).isFalse();
    assertThat(fitted.outOfFold().probabilities()[82][2]).isZero();
    assertThat(probabilities(fitted, features[82], 3)).doesNotContain(Double.NaN);
    assertThat(fitted.loss()).isLessThan(0.6);
  }

  @Test
  void shouldFitManyClassesFoldByFold() {
    HeadExamples examples = Examples.clouds(6, 200, 200, 0.3, 6);

    double[] scores = scores(fit(examples), Examples.clouds(1, 200, 200, 0.3, 97));

    assertThat(scores[1]).isGreaterThan(0.97);
  }

  @Test
  void shouldGiveTheSameHeadFromAWarmStart() {
    HeadExamples examples = Examples.clouds(60, 3, 8, 1.5, 7);
    FittedHead cold = fit(examples);

    FittedHead warm = fit(examples, new HeadFitting.Start(cold.head(), cold.l2(), 0, 0));

    assertThat(warm.l2()).isEqualTo(cold.l2());
    double[] a = probabilities(cold, examples.features().row(5), 3);
    assertThat(probabilities(warm, examples.features().row(5), 3)).containsExactly(a, within(0.01));
  }

  @Test
  void shouldSearchTheStrengthAgainOnlyWhenTheExamplesHaveGrown() {
    HeadExamples examples = Examples.clouds(60, 3, 8, 1.5, 7);
    FittedHead cold = fit(examples);
    double weak = cold.l2() / 100;

    FittedHead kept = fit(examples, new HeadFitting.Start(cold.head(), weak, 170, 9));
    FittedHead searched = fit(examples, new HeadFitting.Start(cold.head(), weak, 150, 0));

    FittedHead often = fit(examples, new HeadFitting.Start(cold.head(), weak, 170, 10));

    assertThat(cold.searched()).isEqualTo(180);
    assertThat(kept.l2()).isEqualTo(weak, within(weak / 1000));
    assertThat(kept.searched()).isEqualTo(170);
    assertThat(kept.kept()).isEqualTo(10);
    assertThat(often.l2()).isEqualTo(cold.l2());
    assertThat(often.kept()).isZero();
    assertThat(searched.l2()).isEqualTo(cold.l2());
    assertThat(searched.searched()).isEqualTo(180);
  }

  @Test
  void shouldGiveTheSameHeadAgain() {
    HeadExamples examples = Examples.clouds(30, 3, 8, 1.5, 8);

    assertThat(fit(examples).head().weight().values())
        .isEqualTo(fit(examples).head().weight().values());
  }

  @Test
  void shouldCountWeightsAsRepetitions() {
    HeadExamples examples = Examples.golden(2);
    double[] doubled = Arrays.stream(examples.weights()).map(weight -> 2 * weight).toArray();
    HeadExamples twice =
        Examples.examples(
            Examples.rows(examples.features()), examples.labels(), 2, doubled, row -> "id-" + row);

    FittedHead once = fit(examples);

    assertThat(fit(twice).loss()).isCloseTo(once.loss(), within(0.03));
  }

  /** 190 and 10 of two clouds: fresh ones of both alike are best answered with equal priors. */
  @Test
  void shouldAnswerForEqualFrequencies() {
    HeadExamples clouds = Examples.clouds(200, 2, 4, 1.5, 9);
    float[][] features = new float[200][];
    int[] labels = new int[200];
    for (int row = 0; row < 200; row++) {
      labels[row] = row < 10 ? 1 : 0;
      features[row] = clouds.features().row(2 * row + labels[row]);
    }
    HeadExamples seldom =
        Examples.examples(features, labels, 2, HeadExamples.equalWeights(200), row -> "id-" + row);
    HeadExamples fresh = Examples.clouds(1000, 2, 4, 1.5, 96);

    FittedHead usual = fit(seldom);
    FittedHead equal = usual.withEqualPriors(seldom);

    assertThat(scores(equal, fresh)[0]).isLessThan(scores(usual, fresh)[0] - 0.1);
    assertThat(scores(equal, fresh)[0]).isCloseTo(bayesLoss(fresh, 1.5), within(0.1));
    double odds = probabilities(usual, features[0], 2)[1] / probabilities(usual, features[0], 2)[0];
    double equalOdds =
        probabilities(equal, features[0], 2)[1] / probabilities(equal, features[0], 2)[0];
    assertThat(equalOdds / odds).isCloseTo(19, within(0.01));
    float[] p = equal.outOfFold().probabilities()[0];
    float[] before = usual.outOfFold().probabilities()[0];
    assertThat(p[1] / p[0] * before[0] / before[1]).isCloseTo(19, within(0.01f));
    assertThat(p[0] + p[1]).isCloseTo(1, within(1e-5f));
  }

  @Test
  void shouldStopWhenCancelled() {
    assertThatThrownBy(() -> fitting.fit(Examples.golden(3), Optional.empty(), () -> true))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void shouldRefuseAClassWithoutExamples() {
    assertThatThrownBy(
            () ->
                Examples.examples(
                    new float[2][1],
                    new int[] {0, 2},
                    3,
                    HeadExamples.equalWeights(2),
                    row -> "id-" + row))
        .hasMessage("class 1 has no example: leave it out, or add one");
  }
}
