package io.afterimage.schemas.messages;

import io.afterimage.schemas.topics.CleanupPolicy;
import io.afterimage.schemas.topics.Retention;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The settings of every topic as Markdown, by their definitions. */
final class TopicTable {

  private static final TopicSettings DEFAULTS = TopicSettings.defaults();
  private static final int OTHER_PARTITIONS = DEFAULTS.partitions() + 1;

  private TopicTable() {}

  static List<TopicDefinition> topics() {
    return Topics.definitions(DEFAULTS);
  }

  static String render() {
    return topics().stream()
        .map(TopicTable::row)
        .collect(
            Collectors.joining(
                "",
                "| topic | partitions | kept | largest batch, bytes | its time is | since |\n|---|---|---|---|---|---|\n",
                ""));
  }

  private static String row(TopicDefinition topic) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %,d | %s | %s |\n",
        topic.name(),
        partitions(topic),
        kept(topic),
        topic.maxMessageBytes(),
        topic.config().containsKey("message.timestamp.type")
            ? "when the broker wrote it"
            : "what its sender says",
        since(topic.name()));
  }

  private static String partitions(TopicDefinition topic) {
    boolean chosen = other(topic).partitions() == OTHER_PARTITIONS;
    return topic.partitions() + (chosen ? ", or `--partitions`" : "");
  }

  private static String kept(TopicDefinition topic) {
    if (topic.cleanup() == CleanupPolicy.COMPACT) {
      return "the newest record of each key, for ever";
    }
    return topic.retention() instanceof Retention.For age
        ? age.age().toDays() + " days"
        : "every record, for ever";
  }

  private static String since(String topic) {
    return SchemaFiles.RELEASED.stream()
        .filter(version -> SchemaFiles.topics(version).contains(topic))
        .findFirst()
        .orElse(SchemaFiles.NEXT);
  }

  /** The same topic of an installation with another number of partitions. */
  private static TopicDefinition other(TopicDefinition topic) {
    return Topics.definitions(DEFAULTS.withPartitions(OTHER_PARTITIONS)).stream()
        .filter(same -> same.name().equals(topic.name()))
        .findFirst()
        .orElseThrow();
  }
}
