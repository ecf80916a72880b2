package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Appends model events, each in a transaction, under a fixed transactional id. Thread-safe. */
public final class ModelEventWriter implements AutoCloseable {

  private final String topic;
  private final TransactionalWriter writer;

  /**
   * Claims the transactional id; writers that were opened under it before are fenced.
   *
   * @param topic the full name of the topic of model events
   * @param limit how long claiming, or one event, may wait for the brokers
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public ModelEventWriter(
      KafkaClients clients, String topic, String transactionalId, Duration limit) {
    this.topic = topic;
    this.writer = new TransactionalWriter(clients, transactionalId, limit);
  }

  /**
   * Appends the event and returns when readers of committed records see it.
   *
   * @throws PublisherFencedException when another writer has claimed the transactional id
   * @throws StoreUnavailableException when the brokers could not be reached in time; it may be that
   *     the event was appended all the same
   */
  public void append(ModelEvent event) {
    byte[] key = event.modelVersion().getBytes(StandardCharsets.UTF_8);
    writer.write(Stream.of(new ProducerRecord<>(topic, 0, key, EventJson.write(event))));
  }

  @Override
  public void close() {
    writer.close();
  }
}
