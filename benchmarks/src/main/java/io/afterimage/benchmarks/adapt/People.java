package io.afterimage.benchmarks.adapt;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.schemas.events.Label;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Those who label: some time after they see the prediction for an image, they send what it shows.
 * Thread-safe.
 */
final class People implements AutoCloseable {

  private static final Optional<String> SOURCE = Optional.of("adapt");

  private final Map<String, Expected> expected = new ConcurrentHashMap<>();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "adapt-labels"));
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final RecordSender sender;
  private final String topic;
  private final Trace trace;
  private final InstantSource clock;

  private record Expected(String label, Duration delay) {}

  People(KafkaTarget target, Trace trace, InstantSource clock) {
    this.sender =
        RecordSender.connect(target, Map.of(), (id, fault) -> failure.compareAndSet(null, fault));
    this.topic = target.topics().labels();
    this.trace = trace;
    this.clock = clock;
  }

  /** Before such an image is sent. */
  void expect(String id, String label, Duration delay) {
    expected.put(id, new Expected(label, delay));
  }

  /** A prediction was seen. */
  void predicted(String id) {
    Expected image = expected.remove(id);
    if (image != null) {
      var scheduled =
          later.schedule(
              () -> send(id, image.label()), image.delay().toMillis(), TimeUnit.MILLISECONDS);
      assert !scheduled.isCancelled();
    }
  }

  private void send(String id, String label) {
    sender.send(topic, id, new Label(id, label, SOURCE, Optional.of(clock.instant())));
    trace.labelled(id, clock.instant());
  }

  /** Whether every image that is to be labelled was seen. */
  boolean haveSeenAll() {
    return expected.isEmpty();
  }

  /**
   * Fails when a label was not taken.
   *
   * @throws IllegalStateException with the cause
   */
  void check() {
    if (failure.get() != null) {
      throw new IllegalStateException("a label was not taken by the broker", failure.get());
    }
  }

  @Override
  public void close() {
    later.shutdownNow();
    sender.close();
  }
}
