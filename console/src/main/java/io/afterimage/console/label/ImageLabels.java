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
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * What was said of the images that were labelled last: a fold over the topic of labels, bounded in
 * memory. What this process wrote is known at once, and counts as the last thing said until the
 * topic's tail has read that far; what others wrote just before it takes its place before it.
 * Thread-safe.
 */
final class ImageLabels {

  private final int most;
  private final LinkedHashMap<String, Entry> byId = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /** An event and where it lies. */
  private record Placed(LabelEvent event, TopicPartition partition, long offset, Instant at) {

    boolean isAtOrBefore(Placed other) {
      return partition.equals(other.partition) && offset <= other.offset;
    }
  }

  /**
   * Of one image.
   *
   * @param read what the tail brought
   * @param last of that; absent where it brought nothing
   * @param ahead what this process wrote and the tail has not brought yet
   * @param said both together
   */
  private record Entry(Said read, Optional<Placed> last, List<Placed> ahead, Said said) {

    static Entry of(Said read, Optional<Placed> last, List<Placed> ahead) {
      Said said = read;
      for (Placed own : ahead) {
        said = said.then(own.event(), own.at());
      }
      return new Entry(read, last, ahead, said);
    }

    boolean hasRead(Placed event) {
      return last.filter(event::isAtOrBefore).isPresent();
    }
  }

  /**
   * Of none yet.
   *
   * @param most images that are remembered
   */
  ImageLabels(int most) {
    this.most = most;
  }

  /**
   * Takes an event of the tail, unless a later one of its partition was taken for the image.
   *
   * @param at the record's timestamp
   * @return what is said of the image now; empty where nothing changed
   */
  synchronized Optional<Said> take(
      LabelEvent event, TopicPartition partition, long offset, Instant at) {
    Placed next = new Placed(event, partition, offset, at);
    Entry known = known(event);
    if (known.hasRead(next)) {
      return Optional.empty();
    }
    return put(
        Entry.of(
            known.read().then(event, at),
            Optional.of(next),
            known.ahead().stream().filter(own -> !own.isAtOrBefore(next)).toList()));
  }

  /** Takes an event that this process wrote, before or after the tail brings it. */
  synchronized void takeWritten(
      LabelEvent event, TopicPartition partition, long offset, Instant at) {
    Placed own = new Placed(event, partition, offset, at);
    Entry known = known(event);
    if (!known.hasRead(own)) {
      var unused =
          put(
              Entry.of(
                  known.read(),
                  known.last(),
                  Stream.concat(known.ahead().stream(), Stream.of(own))
                      .sorted(Comparator.comparingLong(Placed::offset))
                      .toList()));
    }
  }

  private Entry known(LabelEvent event) {
    Entry known = byId.get(event.imageId());
    return known == null ? Entry.of(Said.nothing(event), Optional.empty(), List.of()) : known;
  }

  private Optional<Said> put(Entry entry) {
    String id = entry.said().image().imageId();
    Entry known = byId.remove(id);
    byId.put(id, entry);
    if (known != null) {
      count(known.said(), -1);
    }
    count(entry.said(), 1);
    if (byId.size() > most) {
      String eldest = byId.keySet().iterator().next();
      count(byId.remove(eldest).said(), -1);
    }
    return Optional.of(entry.said());
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
