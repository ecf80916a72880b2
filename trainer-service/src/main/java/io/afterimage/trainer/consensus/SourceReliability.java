package io.afterimage.trainer.consensus;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each source is right, found from where sources agree and disagree: the model of Dawid
 * and Skene (1979, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM Algorithm")
 * with one accuracy for each source and wrong labels equally likely, by expectation maximisation.
 * Few opinions say little of a source, so each begins with ten of which eight are right.
 *
 * @param accuracy by source, 0 to 1
 * @param classes how many labels there are
 */
public record SourceReliability(Map<String, Double> accuracy, int classes) {

  private static final double PRIOR_RIGHT = 8;
  private static final double PRIOR_WRONG = 2;
  private static final double USUAL = PRIOR_RIGHT / (PRIOR_RIGHT + PRIOR_WRONG);
  private static final int MOST_ROUNDS = 100;
  private static final double PRECISION = 1e-6;

  /** Copies the map. */
  public SourceReliability {
    accuracy = Map.copyOf(accuracy);
    classes = Math.max(2, classes);
  }

  /**
   * From images that several sources have labelled.
   *
   * @param opinions of each image, one of a source at most
   */
  public static SourceReliability of(List<List<Opinion>> opinions, int classes) {
    SourceReliability known = new SourceReliability(Map.of(), classes);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      SourceReliability next = known.improvedBy(opinions);
      if (next.distance(known) < PRECISION) {
        return next;
      }
      known = next;
    }
    return known;
  }

  private SourceReliability improvedBy(List<List<Opinion>> opinions) {
    Map<String, Double> right = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (List<Opinion> ofImage : opinions) {
      Map<String, Double> probabilities = probabilities(ofImage);
      for (Opinion opinion : ofImage) {
        right.merge(opinion.sourceName(), probabilities.get(opinion.label()), Double::sum);
        counts.merge(opinion.sourceName(), 1, Integer::sum);
      }
    }
    Map<String, Double> improved = new HashMap<>();
    counts.forEach(
        (source, count) ->
            improved.put(
                source, (right.get(source) + PRIOR_RIGHT) / (count + PRIOR_RIGHT + PRIOR_WRONG)));
    return new SourceReliability(improved, classes);
  }

  private double distance(SourceReliability other) {
    return accuracy.entrySet().stream()
        .mapToDouble(one -> Math.abs(one.getValue() - other.of(one.getKey())))
        .max()
        .orElse(0);
  }

  /** How often a source is right; what is usual, where it is not known. */
  public double of(String source) {
    return accuracy.getOrDefault(source, USUAL);
  }

  /**
   * How probable each label is that was given to an image, in the order of the opinions; what is
   * left to 1 is that all are wrong.
   */
  public Map<String, Double> probabilities(List<Opinion> opinions) {
    Map<String, Double> scores = new LinkedHashMap<>();
    opinions.forEach(opinion -> scores.putIfAbsent(opinion.label(), 0.0));
    double none = 0;
    for (Opinion opinion : opinions) {
      double right = Math.log(of(opinion.sourceName()));
      double wrong = Math.log((1 - of(opinion.sourceName())) / (classes - 1));
      scores.replaceAll((label, score) -> score + (label.equals(opinion.label()) ? right : wrong));
      none += wrong;
    }
    int unnamed = Math.max(0, classes - scores.size());
    double largest = scores.values().stream().mapToDouble(s -> s).max().orElse(0);
    double total = unnamed * Math.exp(none - largest);
    for (double score : scores.values()) {
      total += Math.exp(score - largest);
    }
    double sum = total;
    scores.replaceAll((label, score) -> Math.exp(score - largest) / sum);
    return scores;
  }
}
