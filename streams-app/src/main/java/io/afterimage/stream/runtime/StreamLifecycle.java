package io.afterimage.stream.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka Streams from its start to its end, which may come before it was started. Thread-safe. A
 * client that ends in an error is reported; nobody has to look.
 */
final class StreamLifecycle implements HealthBoard.Work, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StreamLifecycle.class);

  private final KafkaStreams streams;
  private final KafkaStreamsMetrics metrics;
  private final MeterRegistry registry;
  private final Duration shutdownTimeout;
  private boolean closed;

  StreamLifecycle(
      Topology topology,
      Properties properties,
      KafkaClientSupplier clients,
      Duration shutdownTimeout,
      FailurePolicy policy,
      MeterRegistry registry,
      Consumer<Set<TopicPartition>> onRunning,
      Consumer<Throwable> onFatal) {
    this.streams = new KafkaStreams(topology, properties, clients);
    this.metrics = new KafkaStreamsMetrics(streams);
    this.registry = registry;
    this.shutdownTimeout = shutdownTimeout;
    streams.setUncaughtExceptionHandler(policy);
    streams.setStateListener(
        (now, before) -> {
          log.atInfo().addKeyValue("from", before).addKeyValue("to", now).log("stream state");
          if (now == State.RUNNING) {
            onRunning.accept(assigned());
          }
          if (now == State.ERROR) {
            onFatal.accept(new StreamFailedException("the stream ended in an error; see the log"));
          }
        });
  }

  synchronized void start() {
    if (!closed) {
      metrics.bindTo(registry);
      streams.start();
    }
  }

  @Override
  public State state() {
    return streams.state();
  }

  @Override
  public Set<TopicPartition> assigned() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public boolean hasRunningThread() {
    return streams.metadataForLocalThreads().stream()
        .anyMatch(thread -> thread.threadState().equals("RUNNING"));
  }

  @Override
  public synchronized void close() {
    closed = true;
    metrics.close();
    if (!streams.close(shutdownTimeout)) {
      log.atWarn()
          .addKeyValue("timeout", shutdownTimeout)
          .log("stream did not stop in time; uncommitted work will be redone");
    }
  }
}
