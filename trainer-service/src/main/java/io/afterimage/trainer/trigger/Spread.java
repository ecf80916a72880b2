package io.afterimage.trainer.trigger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How values are spread: the first ones of a version, and each later block of as many. For one
 * thread.
 */
final class Spread<T> {

  private static final long SEED = 1;

  private final int window;
  private final Map<T, Integer> first = new HashMap<>();
  private final Map<T, Integer> block = new HashMap<>();
  private int reference;
  private int filled;
  private int looks;
  private Optional<PopulationStability> latest = Optional.empty();

  Spread(int window) {
    this.window = window;
  }

  void add(T value) {
    if (reference < window) {
      first.merge(value, 1, Integer::sum);
      reference++;
      return;
    }
    block.merge(value, 1, Integer::sum);
    filled++;
    if (filled == window) {
      compare();
    }
  }

  private void compare() {
    Map<T, Integer> categories = new HashMap<>(first);
    block.forEach((value, count) -> categories.putIfAbsent(value, 0));
    int[] expected = categories.values().stream().mapToInt(Integer::intValue).toArray();
    int[] actual =
        categories.keySet().stream().mapToInt(value -> block.getOrDefault(value, 0)).toArray();
    latest =
        Optional.of(PopulationStability.of(expected, actual, new SplittableRandom(SEED + looks)));
    looks++;
    block.clear();
    filled = 0;
  }

  /** How the last whole block compares with the first values. */
  Optional<PopulationStability> latest() {
    return latest;
  }

  /** How many blocks were compared with the first values. */
  int looks() {
    return looks;
  }

  /** The next block begins now; what it is compared with stays. */
  void clearBlock() {
    block.clear();
    filled = 0;
    latest = Optional.empty();
  }

  /** Another version's values follow. */
  void clear() {
    clearBlock();
    first.clear();
    reference = 0;
    looks = 0;
  }
}
