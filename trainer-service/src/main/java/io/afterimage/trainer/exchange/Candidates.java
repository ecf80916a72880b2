package io.afterimage.trainer.exchange;

import io.afterimage.training.dataset.LabelledPicture;
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
 * Pictures that wait to be loaded, by class, each class in the order of its ids' hashes: mixed, and
 * the same in every run. For one thread.
 */
final class Candidates {

  private static final Comparator<LabelledPicture> MIXED =
      Comparator.<LabelledPicture>comparingLong(picture -> StableSplit.hash(picture.id()))
          .thenComparing(LabelledPicture::id);

  private final Map<String, Deque<LabelledPicture>> byLabel = new TreeMap<>();

  Candidates(Collection<LabelledPicture> pictures) {
    pictures.stream()
        .sorted(MIXED)
        .forEach(
            picture ->
                byLabel.computeIfAbsent(picture.label(), label -> new ArrayDeque<>()).add(picture));
  }

  /** As many as there is room for, at most so many; each has its place in the room. */
  List<LabelledPicture> next(int most, Room room) {
    List<LabelledPicture> chosen = new ArrayList<>();
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
