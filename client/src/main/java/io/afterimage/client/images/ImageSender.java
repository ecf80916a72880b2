package io.afterimage.client.images;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.schemas.events.ImageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends images, each exactly once as long as this sender lives. Thread-safe. */
public final class ImageSender implements AutoCloseable {

  /** Above what the topic takes (32 MiB), so that the broker decides, not the client. */
  private static final int MAX_REQUEST_BYTES = 36 * 1024 * 1024;

  private final RecordSender sender;
  private final String topic;

  /**
   * Connects.
   *
   * @param onFailure called on the producer's thread with each image that was not sent, and why
   */
  public ImageSender(KafkaTarget target, BiConsumer<String, Exception> onFailure) {
    this(
        RecordSender.connect(
            target,
            Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_REQUEST_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * MAX_REQUEST_BYTES,
                // Images are compressed already.
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "none"),
            onFailure),
        target.topics().images());
  }

  /** With a sender, which is closed in the end. */
  ImageSender(RecordSender sender, String topic) {
    this.sender = sender;
    this.topic = topic;
  }

  /**
   * Hands one image over; waits where too many are on their way.
   *
   * @param id its key; absent: the stream names it by its place in the topic
   * @param label what it truly shows, for the header
   */
  public void send(Optional<String> id, byte[] image, Optional<String> label) {
    send(id, image, label, Optional.empty());
  }

  /**
   * The same for an image of a group.
   *
   * @param group for the header
   */
  public void send(
      Optional<String> id, byte[] image, Optional<String> label, Optional<String> group) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, id.orElse(null), image);
    addHeader(record, ImageHeaders.LABEL, label);
    addHeader(record, ImageHeaders.GROUP, group);
    sender.send(id.orElse("an image without id"), record);
  }

  private static void addHeader(
      ProducerRecord<String, byte[]> record, String name, Optional<String> text) {
    text.ifPresent(value -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
  }

  /** Waits until every image is acknowledged or has failed. */
  public void flush() {
    sender.flush();
  }

  /** Images that Kafka has. */
  public long acknowledged() {
    return sender.acknowledged();
  }

  /** Images that could not be sent. */
  public long failed() {
    return sender.failed();
  }

  @Override
  public void close() {
    sender.close();
  }
}
