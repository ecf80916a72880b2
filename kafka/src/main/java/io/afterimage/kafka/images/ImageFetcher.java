package io.afterimage.kafka.images;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads images by topic, partition and offset, partition by partition in the order of offsets, so
 * that neighbours come with one request. Holds no more than one poll's records.
 */
public final class ImageFetcher implements ImageSource {

  /** What one request may bring beyond the record that it asks for. */
  private static final int FETCH_BYTES = 512 * 1024;

  /**
   * Images that a producer's compression made small come many in one request, and are large here.
   */
  private static final int POLL_RECORDS = 4;

  private static final Logger log = LoggerFactory.getLogger(ImageFetcher.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Duration limit;

  /**
   * Without a group.
   *
   * @param limit how long the brokers may let one answer wait
   */
  public ImageFetcher(KafkaClients clients, Duration limit) {
    this(
        clients.reader(
            "pictures",
            Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS)),
        limit);
  }

  /** With a consumer of its own, which {@link #close} closes. */
  public ImageFetcher(Consumer<byte[], byte[]> consumer, Duration limit) {
    this.consumer = consumer;
    this.limit = limit;
  }

  @Override
  public void fetch(Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver) {
    Map<ImagePointer, TreeSet<Long>> byPartition =
        pointers.stream()
            .collect(
                Collectors.groupingBy(
                    pointer -> new ImagePointer(pointer.topic(), pointer.partition(), 0),
                    () ->
                        new TreeMap<>(
                            Comparator.comparing(ImagePointer::topic)
                                .thenComparing(ImagePointer::partition)),
                    Collectors.mapping(
                        ImagePointer::offset, Collectors.toCollection(TreeSet::new))));
    byPartition.forEach(
        (at, offsets) ->
            fetch(
                new TopicPartition(at.topic(), at.partition()),
                offsets,
                (offset, fetched) ->
                    receiver.accept(
                        new ImagePointer(at.topic(), at.partition(), offset), fetched)));
  }

  private void fetch(
      TopicPartition partition, Set<Long> offsets, BiConsumer<Long, Fetched> receiver) {
    try {
      if (!exists(partition)) {
        offsets.forEach(
            offset -> receiver.accept(offset, new Fetched.Gone("there is no " + partition)));
        return;
      }
      consumer.assign(List.of(partition));
      PartitionRead read = new PartitionRead(consumer, partition, offsets, receiver, limit);
      while (!read.isDone()) {
        try {
          read.run();
        } catch (OffsetOutOfRangeException expiredMeanwhile) {
          log.atDebug().addKeyValue("partition", partition).log("images expired while being read");
        }
      }
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "images in %s cannot be read: %s".formatted(partition, e.getMessage()), e);
    }
  }

  private boolean exists(TopicPartition partition) {
    try {
      return consumer.partitionsFor(partition.topic(), limit).stream()
          .anyMatch(info -> info.partition() == partition.partition());
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
