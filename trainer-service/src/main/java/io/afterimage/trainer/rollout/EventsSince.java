package io.afterimage.trainer.rollout;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of events from the moment on that a version was staged, so that a new leader knows
 * what its predecessor knew. For one thread.
 *
 * @param <T> the kind of event
 */
public final class EventsSince<T> implements EventSource<T> {

  private static final Logger log = LoggerFactory.getLogger(EventsSince.class);

  /** The clocks of a publisher and of brokers may differ by so much. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  /** In one call, so that whoever calls has time for other things. */
  private static final int MOST_POLLS = 20;

  private final Class<T> type;
  private final TopicReader reader;

  /**
   * At what was written then.
   *
   * @param type the kind of event
   * @param name of the topic without a prefix, for the client
   * @param topic the full name of the topic
   * @param since what was written earlier is left out, as far as clocks tell
   * @param limit how long the brokers may let one answer wait
   * @throws StoreUnavailableException when it cannot be read, or there is no such topic
   */
  public EventsSince(
      KafkaClients clients,
      Class<T> type,
      String name,
      String topic,
      Instant since,
      Duration limit) {
    this.type = type;
    this.reader = TopicReader.of(clients, name, List.of(topic), From.EARLIEST, limit);
    try {
      reader.goTo(since.minus(CLOCKS));
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public void drain(Consumer<T> receiver) {
    for (int i = 0; i < MOST_POLLS; i++) {
      var records = reader.poll(Duration.ZERO);
      if (records.isEmpty()) {
        return;
      }
      records.forEach(record -> take(record, receiver));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Consumer<T> receiver) {
    try {
      if (record.value() != null) {
        receiver.accept(EventJson.read(record.value(), type));
      }
    } catch (MalformedEventException e) {
      log.atDebug()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not what a version says");
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
