package io.afterimage.benchmarks.rig;

import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Follows the committed predictions from now on, on a thread of its own. Nothing is parsed before
 * it is asked for, so that following costs little. Thread-safe.
 */
public final class PredictionReader implements AutoCloseable {

  /** A committed prediction and when it was seen: nanoseconds of the timer, and the clock's. */
  public record Seen(long nanos, long epochMillis, byte[] json) {

    /** The event. */
    public Prediction prediction() {
      return EventJson.read(json, Prediction.class);
    }
  }

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TopicReader reader;
  private final List<Seen> seen = new ArrayList<>();
  private final BackgroundThread thread =
      new BackgroundThread("prediction-reader", LIMIT, this::follow, this::failed);
  private Throwable failure;

  /** Starts at the present end of the topic. */
  public PredictionReader(Installation installation) {
    reader =
        TopicReader.of(
            installation.clients().with(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000),
            "predictions",
            List.of(installation.names().predictions()),
            From.LATEST,
            LIMIT);
    thread.start();
  }

  /** What came so far, in the order of arrival. */
  public synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** How many came so far. */
  public synchronized int count() {
    return seen.size();
  }

  /**
   * Waits until this many predictions have arrived.
   *
   * @throws IllegalStateException when none comes for the given time
   */
  public synchronized void await(int count, Duration patience) {
    int before = -1;
    long since = System.nanoTime();
    while (seen.size() < count) {
      if (failure != null) {
        throw new IllegalStateException("the predictions cannot be read", failure);
      }
      if (seen.size() > before) {
        before = seen.size();
        since = System.nanoTime();
      } else if (System.nanoTime() - since > patience.toNanos()) {
        throw new IllegalStateException(
            "no prediction for %s after %d of %d".formatted(patience, seen.size(), count));
      }
      try {
        wait(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for predictions", e);
      }
    }
  }

  @Override
  public void close() {
    thread.close();
    reader.close();
  }

  private void follow() {
    while (!thread.isStopping()) {
      ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
      if (!records.isEmpty()) {
        add(records, System.nanoTime(), System.currentTimeMillis());
      }
    }
  }

  private synchronized void failed(Throwable fault) {
    failure = fault;
  }

  private synchronized void add(
      ConsumerRecords<byte[], byte[]> records, long nanos, long epochMillis) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      seen.add(new Seen(nanos, epochMillis, record.value()));
    }
    notifyAll();
  }
}
