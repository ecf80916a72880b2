package io.afterimage.registry.store;

import io.afterimage.models.CorruptArtifactException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Where an artefact begins in Kafka, written {@code topic/partition@offset}.
 *
 * @param partition the topic and the partition
 * @param offset of the manifest; the chunks follow
 */
record KafkaLocation(TopicPartition partition, long offset) {

  private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9._-]+)/(\\d{1,9})@(\\d{1,18})");

  /** Whether this is where a store in Kafka keeps something. */
  static boolean isForm(String location) {
    return FORM.matcher(location).matches();
  }

  static KafkaLocation parse(String version, String location) {
    Matcher parts = FORM.matcher(location);
    if (!parts.matches()) {
      throw new CorruptArtifactException(
          "version %s was stored as %s, which is not a place in a topic (topic/partition@offset): configure the model store that it was published to"
              .formatted(version, location));
    }
    return new KafkaLocation(
        new TopicPartition(parts.group(1), Integer.parseInt(parts.group(2))),
        Long.parseLong(parts.group(3)));
  }

  @Override
  public String toString() {
    return "%s/%d@%d".formatted(partition.topic(), partition.partition(), offset);
  }
}
