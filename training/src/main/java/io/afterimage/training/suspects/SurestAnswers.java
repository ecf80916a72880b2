package io.afterimage.training.suspects;

import io.afterimage.models.classifier.Probabilities;
import io.afterimage.training.head.OutOfFold;
import io.afterimage.training.statistics.Binomial;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often labels contradict the third of the answers that are surest. Hard examples are not among
 * these, so there labels contradict since they are wrong: on clean labels of Fashion-MNIST, where a
 * seventh of all answers is wrong, 0.2 % of the surest third are contradicted (1.5 % with 60 images
 * a class), with every tenth label wrong 10 to 13 %. The confident joint would estimate 8 to 13 %
 * of the clean labels to be wrong.
 *
 * @param answers how many there are
 * @param contradicted by how many of their labels
 */
record SurestAnswers(int answers, int contradicted) {

  /**
   * What leaving suspects out gains is then less than the hard examples that are lost with them.
   */
  private static final double LEAST_NOISE = 0.03;

  private static final double ERROR_RATE = 0.05;

  /** Of heads that have not learned the examples. */
  static SurestAnswers of(int[] labels, OutOfFold outOfFold) {
    float[][] probabilities = outOfFold.probabilities();
    List<Integer> rows =
        IntStream.range(0, labels.length).filter(row -> outOfFold.answered()[row]).boxed().toList();
    List<Integer> surest =
        rows.stream()
            .sorted(
                Comparator.comparingDouble(
                    row -> -probabilities[row][Probabilities.best(probabilities[row])]))
            .limit(rows.size() / 3)
            .toList();
    long contradicted =
        surest.stream()
            .filter(row -> Probabilities.best(probabilities[row]) != labels[row])
            .count();
    return new SurestAnswers(surest.size(), (int) contradicted);
  }

  /** Whether more than 3 % of labels are wrong with certainty, by an exact binomial test at 5 %. */
  boolean showNoise() {
    return 1 - Binomial.atMost(contradicted - 1, answers, LEAST_NOISE) <= ERROR_RATE;
  }
}
