package io.afterimage.cli.demo;

import io.afterimage.client.KafkaTarget;
import io.afterimage.client.topics.RecordSender;
import io.afterimage.schemas.events.Label;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Simulates the people who label images: sends the true label of each selected image as soon as its
 * prediction is seen. Thread-safe.
 */
final class Labeller implements AutoCloseable {

  private static final Optional<String> SOURCE = Optional.of("demo");

  private final Map<String, String> truths = new ConcurrentHashMap<>();
  private final AtomicLong given = new AtomicLong();
  private final CompletableFuture<Void> failed = new CompletableFuture<>();
  private final RecordSender sender;
  private final String topic;
  private final InstantSource clock;

  Labeller(KafkaTarget target, InstantSource clock) {
    this.sender =
        RecordSender.connect(target, Map.of(), (id, fault) -> failed.completeExceptionally(fault));
    this.topic = target.topics().labels();
    this.clock = clock;
  }

  /** Before such an image is sent. */
  void expect(String id, String truth) {
    truths.put(id, truth);
  }

  /** A prediction was seen. */
  void predicted(String id) {
    String truth = truths.remove(id);
    if (truth != null) {
      sender.send(topic, id, new Label(id, truth, SOURCE, Optional.of(clock.instant())));
      given.incrementAndGet();
    }
  }

  /** Labels that were sent. */
  long given() {
    return given.get();
  }

  /** Completes exceptionally, and only so, when a label cannot be sent. */
  CompletableFuture<Void> failed() {
    return failed;
  }

  @Override
  public void close() {
    sender.close();
  }
}
