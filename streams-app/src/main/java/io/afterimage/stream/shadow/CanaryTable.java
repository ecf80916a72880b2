package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Classifier;
import io.afterimage.stream.inflight.ImageRouting;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** The canary, if there is one, and the images that it answers. Thread-safe. */
public final class CanaryTable implements ImageRouting {

  private final AtomicReference<Optional<Canary>> canary = new AtomicReference<>(Optional.empty());
  private final CanaryMetrics metrics;

  /** Without a canary. */
  public CanaryTable(CanaryMetrics metrics) {
    this.metrics = metrics;
  }

  /** The canary, if there is one. */
  public Optional<Canary> current() {
    return canary.get();
  }

  /** Puts another canary, or none, in the place of the current one, and closes that. */
  public void set(Optional<Canary> next) {
    metrics.loaded(next);
    canary.getAndSet(next).ifPresent(Canary::close);
  }

  @Override
  public Optional<Classifier> of(
      TopicPartition partition, long offset, byte[] key, Headers headers) {
    return current().flatMap(known -> known.of(partition, offset, key, headers));
  }
}
