package io.afterimage.client.images;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends pictures, each exactly once as long as this sender lives. Thread-safe. */
public final class PictureSender implements AutoCloseable {

  /** The header that names what a picture truly shows. */
  public static final String LABEL_HEADER = "label";

  /** Above what the topic takes (32 MiB), so that the broker decides, not the client. */
  private static final int MAX_REQUEST_BYTES = 36 * 1024 * 1024;

  private final RecordSender sender;
  private final String topic;

  /**
   * Connects.
   *
   * @param onFailure hears, on the producer's thread, which picture was not sent and why
   */
  public PictureSender(KafkaTarget target, BiConsumer<String, Exception> onFailure) {
    this(
        RecordSender.connect(
            target,
            Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_REQUEST_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * MAX_REQUEST_BYTES,
                // Pictures are compressed already.
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "none"),
            onFailure),
        target.topics().images());
  }

  /** With a sender, which is closed in the end. */
  PictureSender(RecordSender sender, String topic) {
    this.sender = sender;
    this.topic = topic;
  }

  /**
   * Hands one picture over; waits where too many are on their way.
   *
   * @param id its key; absent: the stream names it by its place in the topic
   * @param label what it truly shows, for the header
   */
  public void send(Optional<String> id, byte[] picture, Optional<String> label) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, id.orElse(null), picture);
    label.ifPresent(
        text -> record.headers().add(LABEL_HEADER, text.getBytes(StandardCharsets.UTF_8)));
    sender.send(id.orElse("a picture without id"), record);
  }

  /** Waits until every picture is acknowledged or has failed. */
  public void flush() {
    sender.flush();
  }

  /** Pictures that Kafka has. */
  public long acknowledged() {
    return sender.acknowledged();
  }

  /** Pictures that could not be sent. */
  public long failed() {
    return sender.failed();
  }

  @Override
  public void close() {
    sender.close();
  }
}
