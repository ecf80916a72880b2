package io.afterimage.trainer.control;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TextStart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of replies.
 *
 * @param topic its full name; it has one partition
 */
public record ReplyTopic(KafkaClients clients, String topic) {

  private static final Logger log = LoggerFactory.getLogger(ReplyTopic.class);

  /** A record takes a million bytes, and a character up to six of them as JSON. */
  private static final int LONGEST_TEXT = 16_000;

  /** The record of a reply; a text that would not fit into one is cut. */
  public ProducerRecord<byte[], byte[]> record(Reply whole) {
    Reply reply = bounded(whole);
    byte[] key = reply.commandId().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, 0, key, EventJson.write(reply));
  }

  private static Reply bounded(Reply reply) {
    if (reply instanceof Reply.Done done) {
      return new Reply.Done(
          done.commandId(),
          done.outcome(),
          bounded(done.text()),
          done.active(),
          done.runFingerprint(),
          done.at());
    } else if (reply instanceof Reply.Failed failed) {
      return new Reply.Failed(failed.commandId(), bounded(failed.reason()), failed.at());
    } else if (reply instanceof Reply.Refused refused) {
      return new Reply.Refused(refused.commandId(), bounded(refused.why()), refused.at());
    }
    return reply;
  }

  private static String bounded(String text) {
    String start = TextStart.of(text, LONGEST_TEXT);
    return start.length() == text.length()
        ? text
        : "%s … (%d characters more)".formatted(start, text.length() - start.length());
  }

  /**
   * Hands over every committed reply, in order.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read to
   *     its end within the limit
   */
  public void readAll(Duration limit, Consumer<Reply> receiver) {
    TopicReader.readLog(
        clients, "control-replies", topic, limit, () -> false, record -> take(record, receiver));
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
          .log("skipped a record that is not a reply");
    }
  }
}
