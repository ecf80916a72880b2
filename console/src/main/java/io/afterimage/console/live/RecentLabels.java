package io.afterimage.console.live;

import io.afterimage.console.topics.LabelsTopic;
import io.afterimage.schemas.events.ImagePointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What was said about the images that were labelled last. Thread-safe. */
final class RecentLabels {

  /** Nobody changes their mind more often; older ones are in the topic. */
  private static final int MOST_OF_ONE = 8;

  private final int most;
  private final Map<String, List<GivenLabel>> byId = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param most of how many images
   */
  RecentLabels(int most) {
    this.most = most;
  }

  /** Takes the next record of the topic of labels. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    LabelsTopic.read(record).ifPresent(event -> add(event.imageId(), GivenLabel.of(event, record)));
  }

  private synchronized void add(String id, GivenLabel said) {
    List<GivenLabel> all = byId.remove(id);
    List<GivenLabel> more = all == null ? new ArrayList<>() : all;
    more.add(said);
    if (more.size() > MOST_OF_ONE) {
      more.remove(0);
    }
    byId.put(id, more);
    if (byId.size() > most) {
      byId.remove(byId.keySet().iterator().next());
    }
  }

  /** The label that holds for an image. */
  synchronized Optional<GivenLabel> of(String id, ImagePointer picture, Optional<String> sha256) {
    return byId.getOrDefault(id, List.of()).stream()
        .filter(said -> said.isAbout(picture, sha256))
        .reduce((earlier, later) -> later)
        .filter(said -> said.label().isPresent());
  }

  /** Who gave labels, sorted; at most some. */
  synchronized Set<String> sources(int limit) {
    Set<String> sources = new TreeSet<>();
    byId.values().stream()
        .flatMap(List::stream)
        .flatMap(said -> said.source().stream())
        .distinct()
        .limit(limit)
        .forEach(sources::add);
    return sources;
  }
}
