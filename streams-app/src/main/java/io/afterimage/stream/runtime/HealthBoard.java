package io.afterimage.stream.runtime;

import io.afterimage.service.Health;
import io.afterimage.service.Lag;
import io.afterimage.service.PartitionLag;
import io.afterimage.stream.serving.ActivationState;
import io.afterimage.stream.serving.ActivationState.Loading;
import io.afterimage.stream.serving.ActivationState.Serving;
import io.afterimage.stream.serving.ActivationState.Waiting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * Tells the truth about an instance at every moment of its life. Thread-safe; what is not known yet
 * is waited for, and said so.
 */
final class HealthBoard {

  /** Longer than a rebalance, a retried batch or a broker's restart takes. */
  static final Duration STANDSTILL = Duration.ofMinutes(5);

  private final CompletableFuture<Void> terminated;
  private final InstantSource clock;
  private volatile Supplier<ActivationState> activation =
      () -> new Waiting("starting: broker and topics");
  private volatile Work work = Work.NONE;
  private volatile Supplier<Lag> lag = () -> Lag.UNKNOWN;

  /** What the stream tells of itself. */
  interface Work {

    /** Not started. */
    Work NONE =
        new Work() {
          @Override
          public State state() {
            return State.CREATED;
          }

          @Override
          public Set<TopicPartition> assigned() {
            return Set.of();
          }
        };

    /** Where it stands. */
    State state();

    /** What it works on. */
    Set<TopicPartition> assigned();

    /** Whether a thread has been told what to work on, and works. */
    default boolean hasRunningThread() {
      return true;
    }
  }

  HealthBoard(CompletableFuture<Void> terminated, InstantSource clock) {
    this.terminated = terminated;
    this.clock = clock;
  }

  void watch(Supplier<ActivationState> newActivation, Work newWork) {
    activation = newActivation;
    work = newWork;
  }

  void watchLag(Supplier<Lag> newLag) {
    lag = newLag;
  }

  Health health() {
    List<String> reasons = new ArrayList<>();
    Map<String, String> details = new TreeMap<>();
    ActivationState model = activation.get();
    if (model instanceof Waiting waiting) {
      reasons.add("not ready: " + waiting.reason());
    } else if (model instanceof Loading loading) {
      reasons.add("not ready: loading model version " + loading.modelVersion());
    } else if (model instanceof Serving serving) {
      details.put("modelVersion", serving.modelVersion());
      details.put("modelVersionSince", serving.since().toString());
    }
    State state = work.state();
    details.put("stream", state.toString());
    if (model instanceof Serving && state != State.RUNNING) {
      reasons.add("not ready: the stream is " + state);
    }
    if (model instanceof Serving && state == State.RUNNING && !work.hasRunningThread()) {
      reasons.add("not ready: no stream thread is alive; see the log");
    }
    Optional<String> standstill = progress(state, details);
    standstill.ifPresent(reasons::add);
    if (terminated.isDone()) {
      reasons.add("the instance has ended");
    }
    boolean live = !terminated.isDone() && standstill.isEmpty();
    return new Health(live, reasons.isEmpty(), reasons, details);
  }

  /** What is said of the work, and why it is taken for stuck, if it is. */
  private Optional<String> progress(State state, Map<String, String> details) {
    Set<TopicPartition> assigned = work.assigned();
    details.put("partitions", Integer.toString(assigned.size()));
    Lag now = lag.get();
    if (now.equals(Lag.UNKNOWN)) {
      return Optional.empty();
    }
    details.put("lagRecords", Long.toString(now.records()));
    details.put(
        "lagSeconds",
        now.oldest().map(oldest -> Long.toString(oldest.toSeconds())).orElse("unknown"));
    return now.partitions().entrySet().stream()
        .filter(entry -> state == State.RUNNING && assigned.contains(entry.getKey()))
        .filter(entry -> isStuck(entry.getValue()))
        .findFirst()
        .map(
            entry ->
                "stuck: %s has %d images, and none was done for %d minutes; see the log, restart"
                    .formatted(entry.getKey(), entry.getValue().records(), STANDSTILL.toMinutes()));
  }

  private boolean isStuck(PartitionLag partition) {
    return partition.records() > 0
        && Duration.between(partition.unmovedSince(), clock.instant()).compareTo(STANDSTILL) > 0;
  }
}
