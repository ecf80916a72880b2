package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of model events from its start and then follows it, without a consumer group.
 * Records that are no model events are logged with their topic, partition and offset, and skipped.
 * For one thread, except {@link #wakeUp()}.
 */
public final class ModelEventReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelEventReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private ModelRegistry registry = ModelRegistry.empty();

  /**
   * Stands at the start of the log.
   *
   * @param topic the full name of the topic of model events, which has one partition
   */
  public ModelEventReader(KafkaClients clients, String topic) {
    partition = new TopicPartition(topic, 0);
    consumer =
        clients.reader("model-events", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /**
   * Reads a log from start to end.
   *
   * @throws StoreUnavailableException when that is not done within the limit
   */
  public static ModelRegistry readAll(KafkaClients clients, String topic, Duration limit) {
    try (ModelEventReader reader = new ModelEventReader(clients, topic)) {
      return reader.catchUp(limit);
    }
  }

  /**
   * Reads up to what is the end of the log when this is called.
   *
   * @return the registry after all events read so far
   * @throws StoreUnavailableException when that is not done within the limit; reading can go on
   */
  public ModelRegistry catchUp(Duration limit) {
    Instant deadline = Instant.now().plus(limit);
    try {
      long end = consumer.endOffsets(List.of(partition), limit).get(partition);
      while (consumer.position(partition, limit) < end) {
        if (Instant.now().isAfter(deadline)) {
          throw new StoreUnavailableException(
              "the log of model events %s was read only to offset %d of %d within %s"
                  .formatted(partition, consumer.position(partition), end, limit));
        }
        take(POLL);
      }
      return registry;
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /**
   * Waits for further events, for at most that long.
   *
   * @throws WakeupException when {@link #wakeUp()} was called
   * @throws StoreUnavailableException when the log cannot be read
   */
  public List<ModelEvent> poll(Duration limit) {
    try {
      return take(limit);
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /** The registry after all events read so far. */
  public ModelRegistry registry() {
    return registry;
  }

  /** Makes the reading thread's current or next call throw {@link WakeupException}; any thread. */
  public void wakeUp() {
    consumer.wakeup();
  }

  private List<ModelEvent> take(Duration limit) {
    List<ModelEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
      try {
        if (record.value() == null) {
          throw new MalformedEventException("not a ModelEvent: no value", null);
        }
        ModelEvent event = EventJson.read(record.value(), ModelEvent.class);
        registry = registry.apply(event);
        events.add(event);
      } catch (MalformedEventException e) {
        LOG.atWarn()
            .addKeyValue("at", partition + "-" + record.offset())
            .addKeyValue("fault", e.getMessage())
            .log("skipped a record that is no model event");
      }
    }
    return events;
  }

  private StoreUnavailableException unavailable(KafkaException cause) {
    return new StoreUnavailableException(
        "the log of model events %s cannot be read (does the topic exist?): %s"
            .formatted(partition, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
