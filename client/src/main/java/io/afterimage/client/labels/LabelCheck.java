package io.afterimage.client.labels;

import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * What is odd about labels, before they are sent: classes that the active model does not know, and
 * ids that no prediction has. Either may be meant, as a label may come before its image; either may
 * be a slip of the hand.
 *
 * @param oddities human-readable; empty if nothing is odd
 * @param unchecked what could not be looked up, and why; human-readable
 */
public record LabelCheck(List<String> oddities, List<String> unchecked) {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Predictions looked through in each partition, the latest ones. */
  private static final long LOOKED_AT = 50_000;

  private static final int NAMED = 10;

  /** Copies the lists. */
  public LabelCheck {
    oddities = List.copyOf(oddities);
    unchecked = List.copyOf(unchecked);
  }

  /** Looks the labels up at the broker; takes a few seconds at most. */
  public static LabelCheck of(Collection<Label> labels, KafkaTarget target) {
    List<String> oddities = new ArrayList<>();
    List<String> unchecked = new ArrayList<>();
    try {
      activeVersion(target)
          .flatMap(version -> unknownClasses(labels, version))
          .ifPresent(oddities::add);
    } catch (StoreUnavailableException | KafkaException e) {
      unchecked.add("classes were not compared with the active model's: " + e.getMessage());
    }
    try {
      Set<String> unseen = unseen(labels, target);
      if (!unseen.isEmpty()) {
        oddities.add(unseenIds(unseen));
      }
    } catch (StoreUnavailableException | KafkaException e) {
      unchecked.add("ids were not looked up: " + e.getMessage());
    }
    return new LabelCheck(oddities, unchecked);
  }

  private static Optional<Announced> activeVersion(KafkaTarget target) {
    return ModelEventReader.readAll(target.clients(), target.topics().modelEvents(), LIMIT)
        .active();
  }

  private static Optional<String> unknownClasses(Collection<Label> labels, Announced version) {
    Set<String> unknown =
        labels.stream().map(Label::label).collect(Collectors.toCollection(TreeSet::new));
    version.labels().forEach(unknown::remove);
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s does not know %s, which would become new; it knows %s"
                .formatted(version.modelVersion(), named(unknown), named(version.labels())));
  }

  private static String unseenIds(Set<String> ids) {
    return "no prediction among the latest has the id %s; such labels wait for their images"
        .formatted(named(ids));
  }

  private static String named(Collection<String> all) {
    String some = all.stream().limit(NAMED).collect(Collectors.joining(", "));
    return all.size() > NAMED ? "%s and %d more".formatted(some, all.size() - NAMED) : some;
  }

  /** The ids that no prediction has. */
  private static Set<String> unseen(Collection<Label> labels, KafkaTarget target) {
    Set<String> unseen =
        labels.stream().map(Label::imageId).collect(Collectors.toCollection(TreeSet::new));
    try (TopicReader reader = target.reader(List.of(target.topics().predictions()), From.LATEST)) {
      reader.goBack(LOOKED_AT);
      var unused =
          reader.readUntil(
              LIMIT,
              prediction -> {
                if (prediction.key() != null) {
                  unseen.remove(new String(prediction.key(), StandardCharsets.UTF_8));
                }
                return unseen.isEmpty();
              });
    }
    return unseen;
  }
}
