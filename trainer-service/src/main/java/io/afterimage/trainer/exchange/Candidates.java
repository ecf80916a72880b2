package io.afterimage.trainer.exchange;

import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.StableSplit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Images that wait to be loaded, by class, each class in the order of its ids' hashes: mixed, and
 * the same in every run. For one thread.
 */
final class Candidates {

  private static final Comparator<LabelledImage> MIXED =
      Comparator.<LabelledImage>comparingLong(image -> StableSplit.hash(image.id()))
          .thenComparing(LabelledImage::id);

  private final Map<String, Deque<LabelledImage>> byLabel = new TreeMap<>();

  Candidates(Collection<LabelledImage> images) {
    images.stream()
        .sorted(MIXED)
        .forEach(
            image ->
                byLabel.computeIfAbsent(image.label(), label -> new ArrayDeque<>()).add(image));
  }

  /**
   * The next images, as many as there is room for and at most {@code most}; reserves their room.
   */
  List<LabelledImage> next(int most, Room room) {
    List<LabelledImage> chosen = new ArrayList<>();
    while (chosen.size() < most) {
      Optional<String> label = room.take(waiting());
      if (label.isEmpty()) {
        break;
      }
      chosen.add(byLabel.get(label.get()).remove());
    }
    return chosen;
  }

  private Set<String> waiting() {
    byLabel.values().removeIf(Deque::isEmpty);
    return byLabel.keySet();
  }

  int size() {
    return byLabel.values().stream().mapToInt(Deque::size).sum();
  }
}
