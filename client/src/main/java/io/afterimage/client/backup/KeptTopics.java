package io.afterimage.client.backup;

import io.afterimage.schemas.topics.Retention;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which topics an installation cannot make again: those whose records stay for ever. All others are
 * made from these and from what comes in, and pass by.
 */
final class KeptTopics {

  private KeptTopics() {}

  /**
   * Their full names. The log of model events is first: what is read after it has every artefact
   * that it names, since artefacts are stored before they are announced.
   */
  static List<String> of(TopicNames names) {
    List<String> kept =
        Topics.definitions(TopicSettings.defaults().withNames(names)).stream()
            .filter(topic -> topic.retention() instanceof Retention.Forever)
            .map(topic -> topic.name())
            .toList();
    return Stream.concat(
            Stream.of(names.modelEvents()),
            kept.stream().filter(topic -> !topic.equals(names.modelEvents())))
        .toList();
  }

  /** What people and systems send, of which all else is made while retention keeps it. */
  static List<String> inputs(TopicNames names) {
    return List.of(names.images(), names.labels());
  }

  /** The name without the prefix. */
  static String plain(String topic, TopicNames names) {
    return topic.substring(names.prefix().length());
  }
}
