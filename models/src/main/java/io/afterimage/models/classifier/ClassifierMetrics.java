package io.afterimage.models.classifier;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the batcher measures, under {@code afterimage_…} names. Thread-safe. */
public final class ClassifierMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final DistributionSummary batchSize;
  private final Timer queueWait;
  private final Timer decode;
  private final Timer inference;
  private final MeterRegistry registry;

  /** Registers the meters. */
  public ClassifierMetrics(MeterRegistry registry) {
    this.registry = registry;
    batchSize =
        DistributionSummary.builder("afterimage.batch.size")
            .description("Images per batch: are batches full under load?")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
            .register(registry);
    queueWait =
        timer(registry, "afterimage.queue.wait", "Wait for a free worker: is inference the limit?");
    decode = timer(registry, "afterimage.decode", "Decoding and scaling of one image");
    inference = timer(registry, "afterimage.inference", "One run of the model over one batch");
  }

  static Timer timer(MeterRegistry registry, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  void observe(RequestQueue queue, int maxBatch) {
    Gauge.builder("afterimage.queue.size", queue, RequestQueue::size)
        .description("Images that wait for a worker: is inference the limit?")
        .register(registry);
    Gauge.builder("afterimage.batch.limit", () -> maxBatch)
        .description("The most images in a batch, as configured")
        .register(registry);
  }

  DistributionSummary batchSize() {
    return batchSize;
  }

  Timer queueWait() {
    return queueWait;
  }

  Timer decode() {
    return decode;
  }

  Timer inference() {
    return inference;
  }
}
