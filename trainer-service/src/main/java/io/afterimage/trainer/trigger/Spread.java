package io.afterimage.trainer.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** How values are spread, at first and of late: two windows of the same size. For one thread. */
final class Spread<T> {

  private final int window;
  private final Map<T, Integer> first = new HashMap<>();
  private final Map<T, Integer> latest = new HashMap<>();
  private final Deque<T> order = new ArrayDeque<>();
  private int reference;

  Spread(int window) {
    this.window = window;
  }

  void add(T value) {
    if (reference < window) {
      first.merge(value, 1, Integer::sum);
      reference++;
      return;
    }
    order.add(value);
    latest.merge(value, 1, Integer::sum);
    if (order.size() > window) {
      latest.computeIfPresent(order.remove(), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How far both are apart, once both windows are full. */
  OptionalDouble shift() {
    return order.size() < window
        ? OptionalDouble.empty()
        : OptionalDouble.of(PopulationStability.index(first, latest));
  }

  void clear() {
    first.clear();
    latest.clear();
    order.clear();
    reference = 0;
  }
}
