package io.afterimage.kafka.images;

import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The reading of some offsets of one partition, which can be taken up again where it stopped. */
final class PartitionRead {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Records up to this far ahead are read through rather than sought. */
  private static final int NEAR = 16;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final TreeSet<Long> open;
  private final BiConsumer<Long, Fetched> receiver;
  private final Duration limit;

  PartitionRead(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Set<Long> offsets,
      BiConsumer<Long, Fetched> receiver,
      Duration limit) {
    this.consumer = consumer;
    this.partition = partition;
    this.open = new TreeSet<>(offsets);
    this.receiver = receiver;
    this.limit = limit;
  }

  boolean isDone() {
    return open.isEmpty();
  }

  void run() {
    leaveOutWhatIsNotThere();
    if (open.isEmpty()) {
      return;
    }
    consumer.seek(partition, open.first());
    Instant deadline = Instant.now().plus(limit);
    while (!open.isEmpty()) {
      int before = open.size();
      consumer.poll(POLL).records(partition).forEach(this::take);
      long position = consumer.position(partition, limit);
      gone(position, "there is no record at this offset");
      if (!open.isEmpty() && open.first() > position + NEAR) {
        consumer.seek(partition, open.first());
      }
      if (open.size() < before) {
        deadline = Instant.now().plus(limit);
      } else if (Instant.now().isAfter(deadline)) {
        throw new StoreUnavailableException(
            "%s-%d could not be read within %s".formatted(partition, open.first(), limit));
      }
    }
  }

  private void leaveOutWhatIsNotThere() {
    long start = consumer.beginningOffsets(List.of(partition), limit).get(partition);
    gone(start, "expired: %s starts at offset %d".formatted(partition, start));
    long end = consumer.endOffsets(List.of(partition), limit).get(partition);
    for (long offset : List.copyOf(open.tailSet(end))) {
      open.remove(offset);
      receiver.accept(offset, new Fetched.Gone("%s ends at offset %d".formatted(partition, end)));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (open.remove(record.offset())) {
      receiver.accept(record.offset(), Fetched.Found.of(record));
    }
  }

  private void gone(long before, String why) {
    while (!open.isEmpty() && open.first() < before) {
      receiver.accept(open.pollFirst(), new Fetched.Gone(why));
    }
  }
}
