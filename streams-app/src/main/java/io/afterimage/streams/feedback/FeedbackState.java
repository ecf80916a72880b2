package io.afterimage.streams.feedback;

import io.afterimage.events.JsonSerde;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * What one task of the join remembers: per image id the newest prediction and the newest label, and
 * the labels that wait. One thread.
 *
 * <p>Times are those of arrival by the wall clock, not the records': a picture's timestamp may be
 * when it was taken, years ago, or come from a camera whose clock is wrong, and one such record
 * must neither be too late for a store nor make everything else so. For the same reason changelogs
 * that expire by age stamp their records at the broker.
 */
final class FeedbackState {

  private static final String PREDICTIONS = "feedback-predictions";
  private static final String LABELS = "feedback-labels";
  private static final String WAITING = "feedback-waiting";

  /** Entries of the window stores are points in time; the least window is what Kafka asks for. */
  private static final Duration POINT = Duration.ofMillis(1);

  private final WindowStore<String, KnownPrediction> predictions;
  private final WindowStore<String, KnownLabel> labels;
  private final KeyValueStore<Bytes, WaitingLabel> waiting;
  private final long retention;

  /** Over the stores of the context's task, which {@link #stores} defined. */
  FeedbackState(ProcessingContext context, Duration retention) {
    this.predictions = context.getStateStore(PREDICTIONS);
    this.labels = context.getStateStore(LABELS);
    this.waiting = context.getStateStore(WAITING);
    this.retention = retention.toMillis();
  }

  /** The stores, whose changelogs are named after them. */
  static List<StoreBuilder<?>> stores(Duration retention) {
    return List.of(
        window(PREDICTIONS, KnownPrediction.class, retention),
        window(LABELS, KnownLabel.class, retention),
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(WAITING),
                Serdes.Bytes(),
                JsonSerde.of(WaitingLabel.class))
            .withLoggingEnabled(Map.of()));
  }

  /** The newest prediction of the picture that is not older than the retention. */
  Optional<Arrived<KnownPrediction>> prediction(String imageId, long now) {
    return newest(predictions, imageId, now);
  }

  /** The newest label of the picture that is not older than the retention. */
  Optional<Arrived<KnownLabel>> label(String imageId, long now) {
    return newest(labels, imageId, now);
  }

  /** Makes a prediction the picture's newest. */
  void put(String imageId, Arrived<KnownPrediction> prediction) {
    predictions.put(imageId, prediction.value(), prediction.at());
  }

  /** Makes a label the picture's newest. */
  void putLabel(String imageId, Arrived<KnownLabel> label) {
    labels.put(imageId, label.value(), label.at());
  }

  /** Keeps a label for its prediction to come. */
  void await(Arrived<WaitingLabel> label) {
    waiting.put(key(label.at(), label.value().imageId()), label.value());
  }

  /** Ends the waiting of the label that arrived then, if it does wait. */
  void release(String imageId, long arrivedAt) {
    waiting.delete(key(arrivedAt, imageId));
  }

  /**
   * Ends the waiting of labels that are older than the retention, the oldest first.
   *
   * @param most how many at the most; the others are found by the next call
   */
  void expire(long now, int most, Consumer<WaitingLabel> expired) {
    Bytes youngest = key(now - retention, "");
    try (KeyValueIterator<Bytes, WaitingLabel> oldestFirst = waiting.range(null, youngest)) {
      for (int i = 0; i < most && oldestFirst.hasNext(); i++) {
        KeyValue<Bytes, WaitingLabel> next = oldestFirst.next();
        waiting.delete(next.key);
        expired.accept(next.value);
      }
    }
  }

  private <T> Optional<Arrived<T>> newest(WindowStore<String, T> store, String imageId, long now) {
    try (WindowStoreIterator<T> newestFirst =
        store.backwardFetch(imageId, now - retention, Long.MAX_VALUE)) {
      if (!newestFirst.hasNext()) {
        return Optional.empty();
      }
      KeyValue<Long, T> newest = newestFirst.next();
      return Optional.of(new Arrived<>(newest.key, newest.value));
    }
  }

  private static <T> StoreBuilder<WindowStore<String, T>> window(
      String name, Class<T> type, Duration retention) {
    return Stores.windowStoreBuilder(
            Stores.persistentWindowStore(name, retention.plus(POINT), POINT, false),
            Serdes.String(),
            JsonSerde.of(type))
        .withLoggingEnabled(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
  }

  /** Sorted by time of arrival, so that the oldest are found without a search. */
  private static Bytes key(long at, String imageId) {
    byte[] id = imageId.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + id.length).putLong(Math.max(0, at)).put(id).array());
  }
}
