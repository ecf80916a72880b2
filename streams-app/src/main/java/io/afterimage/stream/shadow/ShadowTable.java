package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Answer;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.stream.inflight.SubmittedImages;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The shadow, and its answers under way by topic-partition-offset: what is handed to the active
 * version's classifier is handed to the shadow's right after it, as far as it is sampled. Holds no
 * more images than the in-flight table beside it. Thread-safe; a partition is used by one stream
 * thread at a time.
 */
public final class ShadowTable implements SubmittedImages {

  private final AtomicReference<Optional<Shadow>> shadow = new AtomicReference<>(Optional.empty());
  private final ConcurrentMap<TopicPartition, NavigableMap<Long, UnderWay>> answers =
      new ConcurrentHashMap<>();

  private final ShadowMetrics metrics;

  /** Without a shadow. */
  public ShadowTable(ShadowMetrics metrics) {
    this.metrics = metrics;
  }

  /** An answer to come; empty where the shadow was paused and did not get the image. */
  record UnderWay(Shadow by, Optional<CompletableFuture<Answer>> answer) {}

  /** The shadow, if there is one. */
  public Optional<Shadow> current() {
    return shadow.get();
  }

  /** Puts another shadow, or none, in the place of the current one, and closes that. */
  public void set(Optional<Shadow> next) {
    metrics.loaded(next);
    shadow.getAndSet(next).ifPresent(Shadow::close);
  }

  @Override
  public void submitted(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    Optional<Shadow> now = current();
    if (now.isEmpty()) {
      return;
    }
    Shadow by = now.get();
    List<ConsumerRecord<byte[], byte[]>> sampled =
        records.stream()
            .filter(record -> record.value() != null)
            .filter(record -> by.samples(StableShare.id(record.key(), partition, record.offset())))
            .toList();
    if (sampled.isEmpty()) {
      return;
    }
    NavigableMap<Long, UnderWay> known =
        answers.computeIfAbsent(partition, p -> new ConcurrentSkipListMap<>());
    if (by.isPaused()) {
      sampled.forEach(record -> known.put(record.offset(), new UnderWay(by, Optional.empty())));
      return;
    }
    List<CompletableFuture<Answer>> futures =
        by.classifier().submit(sampled.stream().map(ConsumerRecord::value).toList());
    for (int i = 0; i < sampled.size(); i++) {
      known.put(sampled.get(i).offset(), new UnderWay(by, Optional.of(futures.get(i))));
    }
  }

  /**
   * Takes the answer for one image out of the table, and forgets the offsets before it. An image
   * that was not submitted is submitted now, if it is sampled.
   *
   * @return empty where there is no shadow for this image
   */
  Optional<UnderWay> take(ImagePointer image, byte[] key, byte[] value) {
    Optional<Shadow> now = current();
    TopicPartition partition = new TopicPartition(image.topic(), image.partition());
    NavigableMap<Long, UnderWay> known = answers.get(partition);
    if (known != null) {
      cancel(known.headMap(image.offset(), false));
      UnderWay taken = known.remove(image.offset());
      if (taken != null) {
        return Optional.of(taken);
      }
    }
    return now.filter(by -> by.samples(StableShare.id(key, partition, image.offset())))
        .map(
            by ->
                new UnderWay(
                    by,
                    by.isPaused()
                        ? Optional.empty()
                        : Optional.of(
                            by.classifier().submit(Collections.singletonList(value)).get(0))));
  }

  @Override
  public void dropped(TopicPartition partition) {
    NavigableMap<Long, UnderWay> dropped = answers.remove(partition);
    if (dropped != null) {
      cancel(dropped);
    }
  }

  private static void cancel(Map<Long, UnderWay> passed) {
    for (Long offset : List.copyOf(passed.keySet())) {
      UnderWay removed = passed.remove(offset);
      if (removed != null) {
        removed.answer().ifPresent(answer -> answer.cancel(false));
      }
    }
  }
}
