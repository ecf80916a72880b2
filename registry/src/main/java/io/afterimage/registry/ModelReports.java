package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What instances report of versions, in a compacted topic of its own: the latest of each version
 * and instance stays. It decides nothing, so that who may report may not decide. Opens a client per
 * call, since rejections are rare. Thread-safe.
 */
public final class ModelReports {

  private static final Logger log = LoggerFactory.getLogger(ModelReports.class);

  private final KafkaClients clients;
  private final String topic;
  private final Duration limit;

  /**
   * Knows the topic.
   *
   * @param topic the full name of the topic of model reports, which has one partition
   * @param limit how long one call may wait for the brokers
   */
  public ModelReports(KafkaClients clients, String topic, Duration limit) {
    this.clients = clients;
    this.topic = topic;
    this.limit = limit;
  }

  /** The topic's full name. */
  public String topic() {
    return topic;
  }

  /**
   * Whether the topic exists; installations of earlier releases do not have it. Never creates it.
   *
   * @throws StoreUnavailableException when the brokers do not tell
   */
  public boolean exist() {
    return new OptionalTopic(clients, topic, limit).exists();
  }

  /**
   * Writes a report and returns when the brokers have it.
   *
   * @throws StoreUnavailableException when they could not be reached in time, or refuse it
   */
  public void write(Rejected rejection) {
    byte[] key =
        (rejection.modelVersion() + "/" + rejection.instance()).getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = clients.producer(limit, Map.of())) {
      producer.send(new ProducerRecord<>(topic, 0, key, EventJson.write(rejection))).get();
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /**
   * Every rejection in the topic, oldest first; empty if there is no such topic. Any other record
   * is skipped: no decision depends on this topic.
   *
   * @throws StoreUnavailableException when the topic cannot be read within the limit
   */
  public List<Rejected> rejections() {
    if (!exist()) {
      return List.of();
    }
    List<Rejected> rejections = new ArrayList<>();
    TopicReader.readLog(
        clients, "model-reports", topic, limit, () -> false, record -> take(record, rejections));
    return List.copyOf(rejections);
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, List<Rejected> rejections) {
    if (record.value() == null) {
      return;
    }
    try {
      if (EventJson.read(record.value(), ModelEvent.class) instanceof Rejected rejection) {
        rejections.add(rejection);
        return;
      }
      skipped(record, "only 'rejected' is reported here");
    } catch (MalformedEventException e) {
      skipped(record, e.getMessage());
    }
  }

  private static void skipped(ConsumerRecord<byte[], byte[]> record, String fault) {
    log.atWarn()
        .addKeyValue(
            "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
        .addKeyValue("fault", fault)
        .log("skipped a record that is not a model report");
  }

  private StoreUnavailableException unavailable(Throwable cause) {
    return new StoreUnavailableException(
        "the model reports %s cannot be reached: %s".formatted(topic, cause.getMessage()), cause);
  }
}
