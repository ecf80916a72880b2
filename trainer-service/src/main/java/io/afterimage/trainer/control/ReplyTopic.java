package io.afterimage.trainer.control;

import io.afterimage.events.EventJson;
import io.afterimage.events.MalformedEventException;
import io.afterimage.events.Reply;
import io.afterimage.model.store.StoreUnavailableException;
import io.afterimage.topics.LoneConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of replies.
 *
 * @param client properties of a Kafka client: where the brokers are, security
 * @param topic its full name; it has one partition
 */
public record ReplyTopic(Map<String, Object> client, String topic) {

  private static final Logger log = LoggerFactory.getLogger(ReplyTopic.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Copies the properties. */
  public ReplyTopic {
    client = Map.copyOf(client);
  }

  /** The record of a reply. */
  public ProducerRecord<byte[], byte[]> record(Reply reply) {
    byte[] key = reply.commandId().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, 0, key, EventJson.write(reply));
  }

  /**
   * Hands over every committed reply, in order.
   *
   * @throws StoreUnavailableException when the topic cannot be read to its end within the limit
   */
  public void readAll(Duration limit, Consumer<Reply> receiver) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> settings = LoneConsumer.settings(client, "control-replies", "earliest");
    Instant deadline = Instant.now().plus(limit);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), limit).get(partition);
      while (consumer.position(partition, limit) < end) {
        if (Instant.now().isAfter(deadline)) {
          throw new StoreUnavailableException(
              "the replies %s were read only to offset %d of %d within %s"
                  .formatted(partition, consumer.position(partition), end, limit));
        }
        consumer.poll(POLL).forEach(record -> take(record, receiver));
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "the replies %s cannot be read (does the topic exist?): %s"
              .formatted(partition, e.getMessage()),
          e);
    }
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, Consumer<Reply> receiver) {
    try {
      if (record.value() != null) {
        receiver.accept(EventJson.read(record.value(), Reply.class));
      }
    } catch (MalformedEventException e) {
      log.atWarn()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is no reply");
    }
  }
}
