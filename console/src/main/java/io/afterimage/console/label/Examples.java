package io.afterimage.console.label;

import io.afterimage.schemas.events.LabelledExample;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The examples that labels and predictions made: a fold over the topic of feedback, bounded in
 * memory. Thread-safe.
 */
final class Examples {

  private final int most;
  private final LinkedHashMap<String, Known> byId = new LinkedHashMap<>();

  private record Known(LabelledExample example, Instant changed) {}

  /**
   * Of none yet.
   *
   * @param most examples that are remembered
   */
  Examples(int most) {
    this.most = most;
  }

  /**
   * An image has its label. What is only one more source's opinion of it changes nothing.
   *
   * @param at when that was written, by the broker's clock
   */
  synchronized void take(LabelledExample example, Instant at) {
    if (example.saysOnlyAnOpinion()) {
      return;
    }
    Known known = byId.remove(example.imageId());
    boolean same = known != null && known.example().label().equals(example.label());
    byId.put(example.imageId(), new Known(withoutSource(example), same ? known.changed() : at));
    if (byId.size() > most) {
      byId.remove(byId.keySet().iterator().next());
    }
  }

  /** Sources may have names of any length; who gave which label is known by the labels. */
  private static LabelledExample withoutSource(LabelledExample example) {
    return new LabelledExample(
        example.imageId(),
        example.picture(),
        example.label(),
        example.predictedLabel(),
        example.confidence(),
        example.modelVersion(),
        example.labelledAt(),
        Optional.empty(),
        example.sha256());
  }

  /** An image's labels no longer hold. */
  synchronized void retracted(String imageId) {
    byId.remove(imageId);
  }

  /** What is known of an image with a label. */
  synchronized Optional<LabelledExample> find(String imageId) {
    return Optional.ofNullable(byId.get(imageId)).map(Known::example);
  }

  /** How many are new, or have another label, since that moment; at most those remembered. */
  synchronized int changedSince(Instant moment) {
    return Math.toIntExact(
        byId.values().stream().filter(known -> known.changed().isAfter(moment)).count());
  }

  /** Everything that is known, by image id. */
  synchronized Map<String, LabelledExample> all() {
    Map<String, LabelledExample> all = new LinkedHashMap<>();
    byId.forEach((id, known) -> all.put(id, known.example()));
    return all;
  }
}
