package io.afterimage.trainer.exchange;

import io.afterimage.trainer.buffer.BufferLimits;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How much more a buffer takes without letting go of anything. For one thread. */
final class Room {

  private final BufferLimits limits;
  private final Map<String, Integer> sizes;
  private int total;

  /**
   * What those sizes leave.
   *
   * @param sizes of the classes, by label
   */
  Room(BufferLimits limits, Map<String, Integer> sizes) {
    this.limits = limits;
    this.sizes = new TreeMap<>(sizes);
    this.total = sizes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Takes a place for the smallest of these classes; empty when none of them has one left. */
  Optional<String> take(Collection<String> labels) {
    if (total >= limits.images()) {
      return Optional.empty();
    }
    Optional<String> smallest =
        labels.stream()
            .filter(label -> size(label) < limits.perClass())
            .min(Comparator.comparingInt(this::size).thenComparing(Comparator.naturalOrder()));
    smallest.ifPresent(label -> change(label, 1));
    return smallest;
  }

  /** Gives a place back that was not used. */
  void giveBack(String label) {
    change(label, -1);
  }

  /** What each class has, the places taken included, by label. */
  Map<String, Integer> sizes() {
    return Map.copyOf(sizes);
  }

  private int size(String label) {
    return sizes.getOrDefault(label, 0);
  }

  private void change(String label, int by) {
    sizes.merge(label, by, Integer::sum);
    total += by;
  }
}
