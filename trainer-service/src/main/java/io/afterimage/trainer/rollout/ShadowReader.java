package io.afterimage.trainer.rollout;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ShadowPrediction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what shadows say from the moment on that one was staged, so that a new leader knows what
 * its predecessor knew. For one thread.
 */
public final class ShadowReader implements ShadowSource {

  private static final Logger log = LoggerFactory.getLogger(ShadowReader.class);

  /** The clocks of a publisher and of brokers may differ by so much. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  /** In one call, so that whoever calls has time for other things. */
  private static final int MOST_POLLS = 20;

  private final TopicReader reader;

  /**
   * At what was written then.
   *
   * @param topic the full name of the topic of shadow predictions
   * @param since what was written earlier is left out, as far as clocks tell
   * @param limit how long the brokers may let one answer wait
   * @throws StoreUnavailableException when it cannot be read, or there is no such topic
   */
  public ShadowReader(KafkaClients clients, String topic, Instant since, Duration limit) {
    this.reader =
        TopicReader.of(clients, "shadow-predictions", List.of(topic), From.EARLIEST, limit);
    try {
      reader.goTo(since.minus(CLOCKS));
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public void drain(Consumer<ShadowPrediction> receiver) {
    for (int i = 0; i < MOST_POLLS; i++) {
      var records = reader.poll(Duration.ZERO);
      if (records.isEmpty()) {
        return;
      }
      records.forEach(record -> take(record, receiver));
    }
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record, Consumer<ShadowPrediction> receiver) {
    try {
      if (record.value() != null) {
        receiver.accept(EventJson.read(record.value(), ShadowPrediction.class));
      }
    } catch (MalformedEventException e) {
      log.atDebug()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a shadow prediction");
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
