package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of model events from its start and then follows it, without a consumer group.
 * Records that are no model events are logged with their topic, partition and offset, and skipped.
 * For one thread.
 */
public final class ModelEventReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelEventReader.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TopicReader reader;
  private ModelRegistry registry = ModelRegistry.empty();

  /**
   * Stands at the start of the log.
   *
   * @param topic the full name of the topic of model events, which has one partition
   */
  public ModelEventReader(KafkaClients clients, String topic) {
    this(clients, topic, LIMIT);
  }

  ModelEventReader(KafkaClients clients, String topic, Duration limit) {
    reader = TopicReader.ofLog(clients, "model-events", topic, limit);
  }

  /**
   * Reads a log from start to end.
   *
   * @throws StoreUnavailableException when that is not done within the limit
   */
  public static ModelRegistry readAll(KafkaClients clients, String topic, Duration limit) {
    try (ModelEventReader reader = new ModelEventReader(clients, topic, limit)) {
      return reader.catchUp(limit);
    }
  }

  /**
   * Reads up to what is the end of the log when this is called.
   *
   * @return the registry after all events read so far
   * @throws StoreUnavailableException when that takes longer than the limit; reading can continue
   */
  public ModelRegistry catchUp(Duration limit) {
    reader.readToEnd(limit, () -> false, this::take);
    return registry;
  }

  /**
   * Waits for further events, at most this long.
   *
   * @throws StoreUnavailableException when the log cannot be read
   */
  public List<ModelEvent> poll(Duration limit) {
    List<ModelEvent> events = new ArrayList<>();
    reader.poll(limit).forEach(record -> take(record).ifPresent(events::add));
    return events;
  }

  /** The registry after all events read so far. */
  public ModelRegistry registry() {
    return registry;
  }

  private Optional<ModelEvent> take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new MalformedEventException("not a ModelEvent: no value", null);
      }
      ModelEvent event = EventJson.read(record.value(), ModelEvent.class);
      registry = registry.apply(event);
      return Optional.of(event);
    } catch (MalformedEventException e) {
      LOG.atWarn()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a model event");
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
