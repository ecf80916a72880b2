package io.afterimage.stream.inflight;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Classifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * Answers under way, by topic-partition-offset: the consumer's interceptor submits each polled set
 * of records, the processor takes the answer for its own record. A record is never held back for
 * this table, so what is lost from it is only work to be done again. Thread-safe; a partition is
 * used by one stream thread at a time.
 *
 * <p>It is bounded by what Kafka Streams buffers: entries of passed offsets go when a later one is
 * taken, those of a partition when its task closes.
 */
public final class InFlightTable {

  /** The consumer property that carries the table to {@link ImageInterceptor}. */
  public static final String CONFIG = "afterimage.in.flight.table";

  private final String topic;
  private final Classifier classifier;
  private final InFlightMetrics metrics;
  private final ConcurrentMap<TopicPartition, NavigableMap<Long, Polled>> answers =
      new ConcurrentHashMap<>();
  private final PolledBytes bytes;
  private volatile SubmittedImages beside = SubmittedImages.UNSEEN;
  private volatile ImageRouting routing = ImageRouting.NONE;

  /** A record that was polled: its answer to be, and how much of the heap it takes. */
  private record Polled(CompletableFuture<Answer> answer, int bytes) {}

  /** For one topic of images; records of other topics are not looked at. */
  public InFlightTable(String topic, Classifier classifier, InFlightMetrics metrics) {
    this(topic, classifier, metrics, PolledBytes.ofHeap());
  }

  /** As above, with a limit on the heap that polled images take. */
  InFlightTable(String topic, Classifier classifier, InFlightMetrics metrics, PolledBytes bytes) {
    this.topic = topic;
    this.bytes = bytes;
    this.classifier = classifier;
    this.metrics = metrics;
    metrics.observe(this);
  }

  /** Tells somebody of what is submitted from now on. */
  public void tell(SubmittedImages listener) {
    beside = listener;
  }

  /** Has another classifier answer some of the images from now on. */
  public void route(ImageRouting others) {
    routing = others;
  }

  /** The topic of images, prefix included. */
  public String topic() {
    return topic;
  }

  /** What the images that were polled take of the heap. */
  public PolledBytes polledBytes() {
    return bytes;
  }

  /**
   * Hands the records of one partition to the classifier, but for those already under way and those
   * that are packed: their turn comes first.
   */
  public void submit(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    NavigableMap<Long, Polled> known =
        answers.computeIfAbsent(partition, p -> new ConcurrentSkipListMap<>());
    List<ConsumerRecord<byte[], byte[]>> fresh =
        records.stream().filter(record -> !known.containsKey(record.offset())).toList();
    metrics.polled(fresh);
    List<ConsumerRecord<byte[], byte[]>> ready =
        fresh.stream().filter(record -> !PackedImage.isPacked(record.value())).toList();
    Map<Classifier, List<ConsumerRecord<byte[], byte[]>>> byClassifier = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : ready) {
      Classifier by = by(partition, record.offset(), record.key(), record.headers());
      byClassifier.computeIfAbsent(by, c -> new ArrayList<>()).add(record);
    }
    byClassifier.forEach((by, theirs) -> submit(by, theirs, known));
    beside.submitted(partition, ready);
  }

  private void submit(
      Classifier by,
      List<ConsumerRecord<byte[], byte[]>> records,
      NavigableMap<Long, Polled> known) {
    List<byte[]> images = new ArrayList<>(records.size());
    records.forEach(record -> images.add(record.value()));
    List<CompletableFuture<Answer>> futures = by.submit(images);
    for (int i = 0; i < records.size(); i++) {
      byte[] image = images.get(i);
      Polled polled = new Polled(futures.get(i), image == null ? 0 : image.length);
      bytes.add(polled.bytes());
      known.put(records.get(i).offset(), polled);
    }
  }

  private Classifier by(TopicPartition partition, long offset, byte[] key, Headers headers) {
    return routing.of(partition, offset, key, headers).orElse(classifier);
  }

  /** Takes the answer for one record out of the table, and forgets the offsets before it. */
  public Optional<CompletableFuture<Answer>> take(TopicPartition partition, long offset) {
    NavigableMap<Long, Polled> known = answers.get(partition);
    if (known == null) {
      return Optional.empty();
    }
    cancel(known.headMap(offset, false));
    return remove(known, offset);
  }

  /** Forgets the answer for a record that is not asked for, and those of the offsets before it. */
  public void pass(TopicPartition partition, long offset) {
    take(partition, offset).ifPresent(answer -> answer.cancel(false));
  }

  /** The answer for a record that nobody submitted, computed now by whoever answers it. */
  public CompletableFuture<Answer> compute(
      TopicPartition partition, long offset, byte[] key, Headers headers, byte[] image) {
    return by(partition, offset, key, headers).submit(Collections.singletonList(image)).get(0);
  }

  /** The answer for an image by the active version, computed now. */
  public CompletableFuture<Answer> compute(byte[] image) {
    return classifier.submit(Collections.singletonList(image)).get(0);
  }

  /** How many images the classifier has decoded so far. */
  public long decoded() {
    return classifier.decoded();
  }

  /** Forgets a partition: its task closed. */
  public void drop(TopicPartition partition) {
    beside.dropped(partition);
    NavigableMap<Long, Polled> dropped = answers.remove(partition);
    if (dropped != null) {
      cancel(dropped);
    }
  }

  /** Forgets what is not assigned: tasks that never came to their first record leave it behind. */
  public void retain(Set<TopicPartition> assigned) {
    answers.keySet().stream()
        .filter(partition -> !assigned.contains(partition))
        .toList()
        .forEach(this::drop);
  }

  /** How many answers are under way or wait to be taken. */
  public int size() {
    return answers.values().stream().mapToInt(Map::size).sum();
  }

  /** Whether no answer is in progress or waits to be taken. */
  public boolean isEmpty() {
    return answers.values().stream().allMatch(Map::isEmpty);
  }

  private void cancel(Map<Long, Polled> passed) {
    for (Long offset : List.copyOf(passed.keySet())) {
      remove(passed, offset).ifPresent(answer -> answer.cancel(false));
    }
  }

  /** Subtracts the record's bytes once, no matter who else removes it. */
  private Optional<CompletableFuture<Answer>> remove(Map<Long, Polled> known, Long offset) {
    Polled removed = known.remove(offset);
    if (removed == null) {
      return Optional.empty();
    }
    bytes.add(-removed.bytes());
    return Optional.of(removed.answer());
  }
}
