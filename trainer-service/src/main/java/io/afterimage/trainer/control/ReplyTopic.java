package io.afterimage.trainer.control;

import io.afterimage.events.EventJson;
import io.afterimage.events.MalformedEventException;
import io.afterimage.events.Reply;
import io.afterimage.model.store.LogReplay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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
   * @throws io.afterimage.model.store.StoreUnavailableException when the topic cannot be read to
   *     its end within the limit
   */
  public void readAll(Duration limit, Consumer<Reply> receiver) {
    new LogReplay(client, "control-replies", "the replies")
        .read(topic, limit, () -> false, record -> take(record, receiver));
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
