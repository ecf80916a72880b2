package io.afterimage.trainer.rollout;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ShadowPrediction;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what shadows say from the oldest that is kept on, so that a new leader knows what its
 * predecessor knew. For one thread.
 */
public final class ShadowReader implements ShadowSource {

  private static final Logger log = LoggerFactory.getLogger(ShadowReader.class);

  /** In one call, so that whoever calls has time for other things. */
  private static final int MOST_POLLS = 20;

  private final TopicReader reader;

  /**
   * At the start of the topic.
   *
   * @param topic the full name of the topic of shadow predictions
   * @param limit how long the brokers may let one answer wait
   * @throws StoreUnavailableException when it cannot be read, or there is no such topic
   */
  public ShadowReader(KafkaClients clients, String topic, Duration limit) {
    this.reader =
        TopicReader.of(clients, "shadow-predictions", List.of(topic), From.EARLIEST, limit);
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
