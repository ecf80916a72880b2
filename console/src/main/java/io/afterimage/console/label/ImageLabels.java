package io.afterimage.console.label;

import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What was said of the images that were labelled last: a fold over the topic of labels, bounded in
 * memory. Labels that this process wrote may be taken before the topic's tail brings them. Thread-
 * safe.
 */
final class ImageLabels {

  private final int most;
  private final LinkedHashMap<String, Entry> byId = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  private record Entry(Said said, TopicPartition partition, long offset) {}

  /**
   * Of none yet.
   *
   * @param most images that are remembered
   */
  ImageLabels(int most) {
    this.most = most;
  }

  /**
   * Takes an event, unless a later one of its partition was taken for the image.
   *
   * @param at the record's timestamp
   * @return what is said of the image now; empty where nothing changed
   */
  synchronized Optional<Said> take(
      LabelEvent event, TopicPartition partition, long offset, Instant at) {
    Entry known = byId.get(event.imageId());
    if (known != null && known.partition().equals(partition) && known.offset() >= offset) {
      return Optional.empty();
    }
    Said before = known == null ? Said.nothing(event) : known.said();
    Said now = before.then(event, at);
    byId.remove(event.imageId());
    byId.put(event.imageId(), new Entry(now, partition, offset));
    count(before, -1);
    count(now, 1);
    if (byId.size() > most) {
      String eldest = byId.keySet().iterator().next();
      count(byId.remove(eldest).said(), -1);
    }
    return Optional.of(now);
  }

  /** What was said of an image. */
  synchronized Optional<Said> find(String imageId) {
    return Optional.ofNullable(byId.get(imageId)).map(Entry::said);
  }

  /** What somebody said last of images, the newest first. */
  synchronized List<Said> by(String person, int limit) {
    return byId.values().stream()
        .map(Entry::said)
        .filter(said -> said.by().filter(person::equals).isPresent())
        .sorted(Comparator.comparing(Said::at).reversed())
        .limit(limit)
        .toList();
  }

  /** Images that two people gave two labels, the last ones first. */
  synchronized List<Said> disputed() {
    List<Said> found = new ArrayList<>();
    for (Entry entry : byId.values()) {
      if (entry.said().isDisputed()) {
        found.add(0, entry.said());
      }
    }
    return found;
  }

  /** How many images have each label now. */
  synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  private void count(Said said, int by) {
    said.label()
        .map(Label::label)
        .ifPresent(
            label -> counts.compute(label, (any, count) -> sum(count == null ? 0 : count, by)));
  }

  private static Integer sum(int count, int by) {
    return count + by == 0 ? null : count + by;
  }
}
