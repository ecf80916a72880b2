package io.afterimage.schemas.topics;

import static io.afterimage.schemas.topics.CleanupPolicy.COMPACT;
import static io.afterimage.schemas.topics.CleanupPolicy.DELETE;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** All topics of an installation as they should be. */
public final class Topics {

  /** An image of 20 MB must get in, so that it can be answered with a dead letter. */
  public static final int IMAGE_MESSAGE_BYTES = 32 * 1024 * 1024;

  /** Kafka's default: 1 MiB and the overhead of a batch. */
  public static final int EVENT_MESSAGE_BYTES = 1_048_588;

  private static final Retention FOREVER = new Retention.Forever();

  /**
   * What we write is stamped by the broker: no clock of ours can make it too old for the retention
   * or too new to be accepted. Images and labels keep the time that their senders give them.
   */
  private static final Map<String, String> STAMPED_BY_BROKER =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

  /** Only finished segments are compacted; Kafka's 1 GiB would keep evicted images for long. */
  private static final Map<String, String> SMALL_SEGMENTS =
      Map.of("segment.bytes", Integer.toString(64 * 1024 * 1024));

  private Topics() {}

  /** Every topic, the joined ones first. */
  public static List<TopicDefinition> definitions(TopicSettings settings) {
    TopicNames names = settings.names();
    int joined = settings.partitions();
    Retention images = new Retention.For(settings.imageRetention());
    Retention events = new Retention.For(settings.eventRetention());
    return List.of(
        sent(names.images(), joined, images, IMAGE_MESSAGE_BYTES),
        written(names.predictions(), joined, events, EVENT_MESSAGE_BYTES),
        written(names.shadowPredictions(), joined, events, EVENT_MESSAGE_BYTES),
        sent(names.labels(), joined, events, EVENT_MESSAGE_BYTES),
        written(names.feedback(), joined, events, EVENT_MESSAGE_BYTES),
        written(names.deadLetters(), joined, images, IMAGE_MESSAGE_BYTES),
        new TopicDefinition(
            names.trainingSet(), 1, COMPACT, FOREVER, EVENT_MESSAGE_BYTES, stamped(SMALL_SEGMENTS)),
        new TopicDefinition(
            names.modelArtifacts(),
            1,
            COMPACT,
            FOREVER,
            EVENT_MESSAGE_BYTES,
            stamped(SMALL_SEGMENTS)),
        new TopicDefinition(
            names.modelEvents(),
            1,
            DELETE,
            FOREVER,
            EVENT_MESSAGE_BYTES,
            stamped(Map.of("retention.bytes", "-1"))),
        new TopicDefinition(
            names.modelReports(),
            1,
            COMPACT,
            FOREVER,
            EVENT_MESSAGE_BYTES,
            stamped(SMALL_SEGMENTS)),
        new TopicDefinition(
            names.trainingRuns(),
            1,
            COMPACT,
            FOREVER,
            EVENT_MESSAGE_BYTES,
            stamped(SMALL_SEGMENTS)),
        written(names.control(), 1, events, EVENT_MESSAGE_BYTES),
        written(names.controlReplies(), 1, events, EVENT_MESSAGE_BYTES),
        written(names.labelRequests(), 1, events, EVENT_MESSAGE_BYTES));
  }

  private static TopicDefinition sent(
      String name, int partitions, Retention retention, int maxBytes) {
    return new TopicDefinition(name, partitions, DELETE, retention, maxBytes, Map.of());
  }

  private static TopicDefinition written(
      String name, int partitions, Retention retention, int maxBytes) {
    return new TopicDefinition(name, partitions, DELETE, retention, maxBytes, STAMPED_BY_BROKER);
  }

  private static Map<String, String> stamped(Map<String, String> further) {
    Map<String, String> config = new HashMap<>(further);
    config.putAll(STAMPED_BY_BROKER);
    return config;
  }
}
