package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The log of model events in its Kafka topic, read and written. For one thread. */
public final class KafkaModelEventLog implements ModelEventLog {

  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final TransactionalWriter writer;
  private final ModelEventReader reader;
  private final Duration limit;

  /**
   * Claims the transactional id; logs that were opened under it before can no longer append.
   *
   * @param topic the full name of the topic of model events
   * @param limit how long one call may wait for the brokers
   */
  public KafkaModelEventLog(
      KafkaClients clients, String topic, String transactionalId, Duration limit) {
    this.limit = limit;
    this.topic = topic;
    this.writer = new TransactionalWriter(clients, transactionalId, limit);
    this.reader = new ModelEventReader(clients, topic, limit);
  }

  @Override
  public ModelRegistry registry() {
    return reader.catchUp(limit);
  }

  /**
   * Waits until the reader sees the event: a committed transaction becomes readable a bit later.
   */
  @Override
  public void append(ModelEvent event) {
    byte[] key = event.modelVersion().getBytes(StandardCharsets.UTF_8);
    writer.write(new ProducerRecord<>(topic, 0, key, EventJson.write(event)));
    Instant deadline = Instant.now().plus(limit);
    while (!reader.poll(POLL).contains(event)) {
      if (Instant.now().isAfter(deadline)) {
        throw new StoreUnavailableException(
            "%s was appended to the log of model events, but could not be read back within %s"
                .formatted(event, limit));
      }
    }
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
