package io.afterimage.model.registry;

import io.afterimage.events.ModelEvent;
import java.time.Duration;
import java.util.Map;

/** The log of model events in its Kafka topic, read and written. For one thread. */
public final class KafkaModelEventLog implements ModelEventLog {

  private final ModelEventWriter writer;
  private final ModelEventReader reader;
  private final Duration limit;

  /**
   * Claims the transactional id; logs that were opened under it before can no longer append.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   * @param topic the full name of the topic of model events
   * @param limit how long one call may wait for the brokers
   */
  public KafkaModelEventLog(
      Map<String, Object> client, String topic, String transactionalId, Duration limit) {
    this.limit = limit;
    this.writer = new ModelEventWriter(client, topic, transactionalId, limit);
    this.reader = new ModelEventReader(client, topic);
  }

  @Override
  public ModelRegistry registry() {
    return reader.catchUp(limit);
  }

  @Override
  public void append(ModelEvent event) {
    writer.append(event);
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
