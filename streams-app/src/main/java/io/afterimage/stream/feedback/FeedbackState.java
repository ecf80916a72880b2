package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.JsonSerde;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
 * What one task of the join remembers: per image id the predictions and the labels in the order of
 * their arrival, and the labels that wait. One thread.
 *
 * <p>Times are those of arrival by the wall clock, not the records': an image's timestamp may be
 * when it was taken, years ago, or come from a camera whose clock is wrong, and one such record
 * must neither be too late for a store nor make everything else so. For the same reason changelogs
 * that expire by age stamp their records at the broker. The wall clock may be wrong for a while
 * too: time never goes back by more than the stores take.
 */
final class FeedbackState {

  private static final String PREDICTIONS = "feedback-predictions";
  private static final String LABELS = "feedback-labels";
  private static final String WAITING = "feedback-waiting";

  /** Entries of the window stores are points in time; the least window is what Kafka asks for. */
  private static final Duration POINT = Duration.ofMillis(1);

  /** Bounds the look for one of many images that share an id. */
  private static final int MOST_PER_ID = 1000;

  private final WindowStore<String, KnownPrediction> predictions;
  private final WindowStore<String, KnownLabel> labels;
  private final KeyValueStore<Bytes, WaitingLabel> waiting;
  private final long retention;
  private final FeedbackMetrics metrics;
  private long floor = Long.MIN_VALUE;

  /** Over the stores of the context's task, which {@link #stores} defined. */
  FeedbackState(ProcessingContext context, Duration retention, FeedbackMetrics metrics) {
    this.predictions = context.getStateStore(PREDICTIONS);
    this.labels = context.getStateStore(LABELS);
    this.waiting = context.getStateStore(WAITING);
    this.retention = retention.toMillis();
    this.metrics = metrics;
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

  /** The newest prediction with the id that is not older than the retention. */
  Optional<Arrived<KnownPrediction>> prediction(String imageId, long now) {
    return prediction(imageId, now, any -> true);
  }

  /** The newest that passes the test among the newest {@value #MOST_PER_ID} with the id. */
  Optional<Arrived<KnownPrediction>> prediction(
      String imageId, long now, Predicate<KnownPrediction> test) {
    return newest(predictions, imageId, now, test);
  }

  /** The newest that passes the test among the newest {@value #MOST_PER_ID} with the id. */
  Optional<Arrived<KnownLabel>> label(String imageId, long now, Predicate<KnownLabel> test) {
    return newest(labels, imageId, now, test);
  }

  /** What was said about whatever has the id, the newest first. */
  List<Arrived<KnownLabel>> labels(String imageId, long now) {
    List<Arrived<KnownLabel>> found = new ArrayList<>();
    first(
        labels,
        imageId,
        now,
        arrived -> {
          found.add(arrived);
          return false;
        });
    return found;
  }

  /** Makes a prediction the newest of its id. */
  void put(String imageId, Arrived<KnownPrediction> prediction) {
    put(predictions, imageId, prediction);
  }

  /**
   * Makes a label the newest of its id.
   *
   * @return when it arrived, by the order of what is kept
   */
  long putLabel(String imageId, Arrived<KnownLabel> label) {
    return put(labels, imageId, label);
  }

  /** Puts a label in the place of one that is there. */
  void replaceLabel(String imageId, Arrived<KnownLabel> known, KnownLabel label) {
    if (!label.equals(known.value())) {
      labels.put(imageId, label, known.at());
    }
  }

  /** Forgets the label that arrived then. */
  void forgetLabel(String imageId, long arrivedAt) {
    labels.put(imageId, null, arrivedAt);
  }

  /** Keeps a label for its prediction to come. */
  void await(Arrived<WaitingLabel> label) {
    waiting.put(key(label.at(), label.value().imageId()), label.value());
  }

  /** Ends the waiting of the label that arrived then, if it does wait, and says whether it did. */
  boolean release(String imageId, long arrivedAt) {
    return waiting.delete(key(arrivedAt, imageId)) != null;
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

  private <T> Optional<Arrived<T>> newest(
      WindowStore<String, T> store, String imageId, long now, Predicate<T> test) {
    return first(store, imageId, now, arrived -> test.test(arrived.value()));
  }

  private <T> Optional<Arrived<T>> first(
      WindowStore<String, T> store, String imageId, long now, Predicate<Arrived<T>> test) {
    try (WindowStoreIterator<T> newestFirst =
        store.backwardFetch(imageId, now - retention, Long.MAX_VALUE)) {
      for (int i = 0; i < MOST_PER_ID && newestFirst.hasNext(); i++) {
        KeyValue<Long, T> next = newestFirst.next();
        Arrived<T> arrived = new Arrived<>(next.key, next.value);
        if (test.test(arrived)) {
          return Optional.of(arrived);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Puts behind what the id has, so that the order of arrival stays, whatever the clock says.
   *
   * <p>A store drops what is older than the newest that it ever had by more than its retention, and
   * says nothing. That happens where the clock was once far ahead, by one record already. So what
   * was put is looked for, and put again at a time that the store takes.
   */
  private <T> long put(WindowStore<String, T> store, String imageId, Arrived<T> arrived) {
    long newest =
        newest(store, imageId, arrived.at(), any -> true).map(known -> known.at() + 1).orElse(0L);
    long at = Math.max(Math.max(arrived.at(), newest), floor);
    store.put(imageId, arrived.value(), at);
    while (store.fetch(imageId, at) == null) {
      at += retention;
      floor = at;
      store.put(imageId, arrived.value(), at);
    }
    if (at - arrived.at() >= retention) {
      metrics.clockBehind();
    }
    return at;
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
