package io.afterimage.topics;

import static io.afterimage.topics.CleanupPolicy.COMPACT;
import static io.afterimage.topics.CleanupPolicy.DELETE;

import java.util.List;
import java.util.Map;

/** All topics of an installation as they should be. */
public final class Topics {

  /** A picture of 20 MB must get in, so that it can be answered with a dead letter. */
  public static final int PICTURE_MESSAGE_BYTES = 32 * 1024 * 1024;

  /** Kafka's default: 1 MiB and the overhead of a batch. */
  public static final int EVENT_MESSAGE_BYTES = 1_048_588;

  private static final Retention FOREVER = new Retention.Forever();

  /** Only finished segments are compacted; Kafka's 1 GiB would keep evicted pictures for long. */
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
        topic(names.images(), joined, DELETE, images, PICTURE_MESSAGE_BYTES),
        topic(names.predictions(), joined, DELETE, events, EVENT_MESSAGE_BYTES),
        topic(names.labels(), joined, DELETE, events, EVENT_MESSAGE_BYTES),
        topic(names.feedback(), joined, DELETE, events, EVENT_MESSAGE_BYTES),
        topic(names.deadLetters(), joined, DELETE, images, PICTURE_MESSAGE_BYTES),
        new TopicDefinition(
            names.trainingSet(), 1, COMPACT, FOREVER, EVENT_MESSAGE_BYTES, SMALL_SEGMENTS),
        new TopicDefinition(
            names.modelArtifacts(), 1, COMPACT, FOREVER, EVENT_MESSAGE_BYTES, SMALL_SEGMENTS),
        new TopicDefinition(
            names.modelEvents(),
            1,
            DELETE,
            FOREVER,
            EVENT_MESSAGE_BYTES,
            Map.of("retention.bytes", "-1")),
        topic(names.control(), 1, DELETE, events, EVENT_MESSAGE_BYTES),
        topic(names.controlReplies(), 1, DELETE, events, EVENT_MESSAGE_BYTES));
  }

  private static TopicDefinition topic(
      String name, int partitions, CleanupPolicy cleanup, Retention retention, int maxBytes) {
    return new TopicDefinition(name, partitions, cleanup, retention, maxBytes, Map.of());
  }
}
