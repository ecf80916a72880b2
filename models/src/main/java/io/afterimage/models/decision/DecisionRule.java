package io.afterimage.models.decision;

import io.afterimage.models.classifier.Probabilities;
import io.afterimage.schemas.events.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a pipeline decides on an answer, whichever version it serves: everything is said by label,
 * and what is said of labels that a version does not have means nothing to it. First the label with
 * the smallest expected cost is taken, {@code sum over t of p(t) * cost(t, answer)} (the Bayes
 * rule), then it is refused where its probability is below its threshold. Thread-safe.
 *
 * @param thresholds by label, 0 to 1; that of {@value #ANY} for all that are not named
 * @param otherwise what is answered below the threshold
 * @param costs by true label what each wrong answer costs, at least 0; that of {@value #ANY} for
 *     all answers that are not named. Where nothing is said a wrong answer costs 1; a right one
 *     costs nothing
 */
public record DecisionRule(
    Map<String, Double> thresholds, String otherwise, Map<String, Map<String, Double>> costs) {

  /** Stands for every label that is not named. */
  public static final String ANY = "*";

  /** The most probable label. */
  public static final DecisionRule NONE = new DecisionRule(Map.of(), Prediction.UNKNOWN, Map.of());

  private static final double USUAL_COST = 1;

  /** Of equal costs that is noise the most probable label is to win. */
  private static final double TOLERANCE = 1e-9;

  /**
   * Copies the maps.
   *
   * @throws IllegalArgumentException naming the threshold or cost that makes no sense
   */
  public DecisionRule {
    thresholds = Map.copyOf(thresholds);
    thresholds.forEach(
        (label, least) -> {
          if (!(least >= 0 && least <= 1)) {
            throw new IllegalArgumentException(
                "the threshold of %s is %s, not 0 to 1".formatted(label, least));
          }
        });
    Map<String, Map<String, Double>> copy = new HashMap<>();
    costs.forEach(
        (truth, row) -> {
          row.forEach((answer, cost) -> requireCost(truth, answer, cost));
          copy.put(truth, Map.copyOf(row));
        });
    costs = Map.copyOf(copy);
  }

  private static void requireCost(String truth, String answer, double cost) {
    if (!(cost >= 0 && Double.isFinite(cost))) {
      throw new IllegalArgumentException(
          "to answer %s for %s costs %s, not a number from 0".formatted(answer, truth, cost));
    }
    if (truth.equals(answer)) {
      throw new IllegalArgumentException("to answer %s for %s is right".formatted(answer, truth));
    }
  }

  /**
   * The answer to an image.
   *
   * @param labels of the version
   * @param probabilities one per label, summing to 1
   */
  public Decision decide(List<String> labels, float[] probabilities) {
    int best = Probabilities.best(probabilities);
    int chosen = costs.isEmpty() ? best : cheapest(labels, probabilities, best);
    String label = labels.get(chosen);
    double least = thresholds.getOrDefault(label, thresholds.getOrDefault(ANY, 0.0));
    if (probabilities[chosen] < least) {
      return new Decision(otherwise, Optional.of(Decision.By.THRESHOLD));
    }
    return new Decision(label, chosen == best ? Optional.empty() : Optional.of(Decision.By.COSTS));
  }

  private int cheapest(List<String> labels, float[] probabilities, int best) {
    double[] expected = new double[probabilities.length];
    for (int answer = 0; answer < expected.length; answer++) {
      expected[answer] = USUAL_COST * (1 - probabilities[answer]);
    }
    costs.forEach(
        (truth, row) -> {
          int place = labels.indexOf(truth);
          if (place >= 0) {
            add(row, labels, place, probabilities[place], expected);
          }
        });
    int cheapest = best;
    for (int answer = 0; answer < expected.length; answer++) {
      cheapest = expected[answer] < expected[cheapest] - TOLERANCE ? answer : cheapest;
    }
    return cheapest;
  }

  /** What an image of one class costs more, or less, than usual. */
  private static void add(
      Map<String, Double> row,
      List<String> labels,
      int truth,
      double probability,
      double[] expected) {
    double any = row.getOrDefault(ANY, USUAL_COST);
    for (int answer = 0; answer < expected.length; answer++) {
      expected[answer] += answer == truth ? 0 : probability * (any - USUAL_COST);
    }
    row.forEach(
        (label, cost) -> {
          int answer = labels.indexOf(label);
          if (answer >= 0) {
            expected[answer] += probability * (cost - any);
          }
        });
  }
}
