package io.afterimage.schemas.events;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * An event type's JSON form for Kafka. No value stays no value; bytes that are not such an event
 * raise a {@link MalformedEventException}. Thread-safe.
 */
public final class JsonSerde<T> implements Serde<T> {

  private final Class<T> type;

  private JsonSerde(Class<T> type) {
    this.type = type;
  }

  /** The serde of that type; for a sealed type, of all its variants. */
  public static <T> JsonSerde<T> of(Class<T> type) {
    return new JsonSerde<>(type);
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, event) -> event == null ? null : EventJson.write(event);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, json) -> json == null ? null : EventJson.read(json, type);
  }
}
