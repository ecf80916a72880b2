package io.afterimage.registry.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the artefacts of a topic lie after its records were copied to another topic, or to the same
 * one made anew: model events name the offset of a version's manifest, and copies have other
 * offsets. Thread-safe.
 */
public final class MovedArtifacts {

  private static final String LOCATION = "location";
  private static final String ANNOUNCEMENT = "announcement";

  private final TopicPartition target;
  private final Map<Long, Long> offsets = new ConcurrentHashMap<>();

  /**
   * Nothing yet.
   *
   * @param topic the full name of the topic that the records are copied to
   */
  public MovedArtifacts(String topic) {
    this.target = new TopicPartition(topic, 0);
  }

  /** Whether a model event's location is a place in a topic. */
  public static boolean isInTopic(String location) {
    return KafkaLocation.isForm(location);
  }

  /** Notes one record. */
  public void moved(long from, long to) {
    offsets.put(from, to);
  }

  /** Whether the record that begins this location was noted. */
  public boolean has(String location) {
    return KafkaLocation.isForm(location)
        && offsets.containsKey(KafkaLocation.parse("", location).offset());
  }

  /**
   * The value of a record of {@code model-events} with the location that its artefact has now; the
   * same bytes where it names none, where the artefact was not noted since it was deleted, and
   * where it is no JSON. Fields that this release does not know are kept.
   */
  public byte[] relocated(byte[] event) {
    JsonNode json;
    try {
      json = EventJson.mapper().readTree(event);
    } catch (IOException e) {
      return event;
    }
    boolean changed = relocate(json);
    changed |= relocate(json.path(ANNOUNCEMENT));
    return changed ? EventJson.write(json) : event;
  }

  private boolean relocate(JsonNode event) {
    String location = event.path(LOCATION).asText();
    if (!(event instanceof ObjectNode object) || !has(location)) {
      return false;
    }
    long offset = offsets.get(KafkaLocation.parse("", location).offset());
    object.put(LOCATION, new KafkaLocation(target, offset).toString());
    return true;
  }
}
