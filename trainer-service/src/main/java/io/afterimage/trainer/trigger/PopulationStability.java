package io.afterimage.trainer.trigger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The population stability index of two samples over the same categories: {@code sum((a - e) * ln(a
 * / e))} over the shares of each category, the symmetric form of the Kullback-Leibler divergence
 * (Jeffreys 1946). Half a case is added to each category, so that an empty one does not make it
 * infinite.
 */
final class PopulationStability {

  private PopulationStability() {}

  static <T> double index(Map<T, Integer> expected, Map<T, Integer> actual) {
    Set<T> categories = new HashSet<>(expected.keySet());
    categories.addAll(actual.keySet());
    Map<T, Double> before = shares(expected, categories);
    Map<T, Double> now = shares(actual, categories);
    return categories.stream()
        .mapToDouble(
            category -> {
              double a = now.get(category);
              double e = before.get(category);
              return (a - e) * Math.log(a / e);
            })
        .sum();
  }

  private static <T> Map<T, Double> shares(Map<T, Integer> counts, Set<T> categories) {
    double total =
        counts.values().stream().mapToInt(Integer::intValue).sum() + categories.size() / 2.0;
    Map<T, Double> shares = new HashMap<>();
    categories.forEach(
        category -> shares.put(category, (counts.getOrDefault(category, 0) + 0.5) / total));
    return shares;
  }
}
