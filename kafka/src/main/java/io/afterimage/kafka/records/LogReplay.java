package io.afterimage.kafka.records;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads a topic of one partition from its start to what is its end when reading begins.
 *
 * @param purpose what is read, in the words of a topic's name
 * @param what the same, as a message says it, such as {@code the replies}
 */
public record LogReplay(KafkaClients clients, String purpose, String what) {

  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Hands over every committed record, in order, on the calling thread.
   *
   * @param topic its full name
   * @param cancelled asked before each poll
   * @throws StoreUnavailableException when the topic cannot be read to its end within the limit
   * @throws InterruptException when the thread is interrupted
   */
  public void read(
      String topic,
      Duration limit,
      BooleanSupplier cancelled,
      Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Instant deadline = Instant.now().plus(limit);
    try (KafkaConsumer<byte[], byte[]> consumer =
        clients.reader(purpose, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), limit).get(partition);
      while (consumer.position(partition, limit) < end && !cancelled.getAsBoolean()) {
        if (Instant.now().isAfter(deadline)) {
          throw new StoreUnavailableException(
              "reading %s %s came only to offset %d of %d within %s"
                  .formatted(what, partition, consumer.position(partition), end, limit));
        }
        consumer.poll(POLL).forEach(receiver);
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "%s %s cannot be read (does the topic exist?): %s"
              .formatted(what, partition, e.getMessage()),
          e);
    }
  }
}
