package io.afterimage.console.live;

import io.afterimage.console.topics.TailListener;
import io.afterimage.console.topics.TopicTail;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.Lag;
import io.afterimage.service.LagWatch;
import io.afterimage.service.Stoppable;
import io.afterimage.service.Watched;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is being classified right now, bounded in memory: the newest predictions, the newest labels,
 * and which version is active. Thread-safe.
 */
public final class LiveView implements Stoppable {

  private static final int PREDICTIONS = 5_000;
  private static final int LABELS = 20_000;

  /** With two looks a second, 20 predictions a second at most. */
  private static final int SAMPLE = 10;

  /** Seven colours, each as a dot and as a ring. */
  private static final int COLOURED_LABELS = 14;

  private final RecentPredictions predictions = new RecentPredictions(PREDICTIONS);
  private final RecentLabels labels = new RecentLabels(LABELS);
  private final Visibility visibility = new Visibility();
  private final Sample sample;
  private final InstantSource clock;
  private final Watched watched;
  private volatile ModelRegistry registry = ModelRegistry.empty();
  private final Map<String, TopicTail> tails = new TreeMap<>();
  private LagWatch lag;

  LiveView(String streamGroup, TopicNames topics, InstantSource clock) {
    this.clock = clock;
    this.watched = new Watched(streamGroup, topics.images());
    this.sample = new Sample(SAMPLE, clock.millis());
  }

  /**
   * Starts to read.
   *
   * @param streamGroup the stream's application id, whose lag is shown
   * @param meters gets the lag
   */
  public static LiveView start(
      KafkaClients clients,
      TopicNames topics,
      String streamGroup,
      MeterRegistry meters,
      InstantSource clock) {
    LiveView view = new LiveView(streamGroup, topics, clock);
    view.follow(clients, topics.predictions(), PREDICTIONS, view.predictionListener());
    view.follow(clients, topics.labels(), LABELS, view.labels::take);
    view.follow(clients, topics.modelEvents(), TopicTail.ALL, view.modelListener());
    view.lag = LagWatch.start(clients, List.of(view.watched), meters, clock);
    return view;
  }

  private void follow(KafkaClients clients, String topic, long newest, TailListener listener) {
    tails.put(topic, TopicTail.start(clients, "live", List.of(topic), newest, listener));
  }

  TailListener predictionListener() {
    return TailListener.of(Prediction.class, this::predicted);
  }

  TailListener modelListener() {
    return TailListener.of(ModelEvent.class, (record, event) -> registry = registry.apply(event));
  }

  private void predicted(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    LivePrediction added = predictions.add(record, prediction);
    visibility.add(
        LivePrediction.appendedAt(record, prediction).toEpochMilli(), added.visibleMillis());
    sample.offer(added);
  }

  RecentPredictions predictions() {
    return predictions;
  }

  RecentLabels labels() {
    return labels;
  }

  Sample sample() {
    return sample;
  }

  /** The versions, by all events so far. */
  ModelRegistry registry() {
    return registry;
  }

  LiveStatus status() {
    Visibility.Figures figures = visibility.figures(clock.millis());
    Lag latest = lag == null ? Lag.UNKNOWN : lag.latest(watched);
    Optional<Lag> known = Optional.of(latest).filter(read -> !read.equals(Lag.UNKNOWN));
    Optional<ModelEvent.Announced> active = registry.active();
    return new LiveStatus(
        figures.perSecond(),
        figures.p50Millis(),
        figures.p99Millis(),
        known.map(Lag::records),
        known.flatMap(Lag::oldest).map(Duration::toMillis),
        active.map(ModelEvent.Announced::modelVersion),
        active.stream()
            .flatMap(version -> version.labels().stream())
            .sorted()
            .limit(COLOURED_LABELS)
            .toList());
  }

  /** Whether what was there at the start has been read. */
  boolean isFilled() {
    return tails.values().stream().allMatch(TopicTail::isCaughtUp);
  }

  /** What cannot be read, or not yet. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    tails.forEach(
        (topic, tail) -> {
          if (tail.fault().isPresent()) {
            reasons.add(tail.fault().get());
          } else if (!tail.isCaughtUp()) {
            reasons.add("%s is still being read".formatted(topic));
          }
        });
    return reasons;
  }

  @Override
  public void stop() {
    tails.values().forEach(TopicTail::stop);
  }

  @Override
  public void close() {
    tails.values().forEach(TopicTail::close);
    if (lag != null) {
      lag.close();
    }
  }
}
