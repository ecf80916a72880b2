package io.afterimage.trainer.buffer;

import io.afterimage.training.dataset.Split;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** The examples of one class by split, oldest label first. For one thread. */
final class ClassShelf {

  private static final Comparator<Example> OLDEST_FIRST =
      Comparator.comparing(Example::labelledAt).thenComparing(Example::id);

  private final Map<Split, TreeSet<Example>> examples = new EnumMap<>(Split.class);
  private final Map<Split, Map<String, Integer>> groups = new EnumMap<>(Split.class);
  private int size;

  int size() {
    return size;
  }

  Map<Split, Integer> counts() {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      TreeSet<Example> ofSplit = examples.get(split);
      counts.put(split, ofSplit == null ? 0 : ofSplit.size());
    }
    return counts;
  }

  /** How many groups there are in each split. */
  Map<Split, Integer> groups() {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    groups.forEach((split, members) -> counts.put(split, members.size()));
    return counts;
  }

  void add(Example example) {
    if (examples
        .computeIfAbsent(example.split(), split -> new TreeSet<>(OLDEST_FIRST))
        .add(example)) {
      size++;
      groups
          .computeIfAbsent(example.split(), split -> new HashMap<>())
          .merge(example.groupOrId(), 1, Integer::sum);
    }
  }

  void remove(Example example) {
    TreeSet<Example> ofSplit = examples.get(example.split());
    if (ofSplit != null && ofSplit.remove(example)) {
      size--;
      groups
          .get(example.split())
          .computeIfPresent(example.groupOrId(), (group, count) -> count == 1 ? null : count - 1);
    }
  }

  /**
   * Whose turn it is to go: the oldest of those splits that have their share of the class or more,
   * so that held-out images are neither used up by training ones nor crowd them out.
   */
  Optional<Example> oldest(BufferLimits limits) {
    return examples.entrySet().stream()
        .filter(entry -> entry.getValue().size() >= limits.share(entry.getKey()) * size)
        .map(entry -> entry.getValue().isEmpty() ? null : entry.getValue().first())
        .filter(Objects::nonNull)
        .min(OLDEST_FIRST);
  }
}
