package io.afterimage.stream.topology;

import io.afterimage.stream.inflight.InFlightTable;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Asks for a commit as soon as nothing is in progress: an image that comes alone is visible at
 * once, while under load whole polls share a transaction and Kafka Streams' commit interval bounds
 * the wait. Between two requests lies a pause, so that commits cannot eat the machine; what was
 * answered within it is committed when it is over.
 *
 * <p>One for all tasks, whose stream threads count their pauses apart, since a commit is one of the
 * whole thread.
 */
final class PromptCommit {

  private final InFlightTable inFlight;
  private final long pauseMillis;
  private final ThreadLocal<Long> requested = ThreadLocal.withInitial(() -> Long.MIN_VALUE);

  /**
   * For one instance of the stream.
   *
   * @param inFlight tells whether anything is in progress
   * @param pause the shortest time between two requests of one stream thread, at least 1 ms
   */
  PromptCommit(InFlightTable inFlight, Duration pause) {
    this.inFlight = inFlight;
    this.pauseMillis = pause.toMillis();
  }

  /** The part of one task; called on its stream thread, which also makes all later calls. */
  Task task(ProcessingContext context) {
    return new Task(context);
  }

  /** Answers of one task that are not committed yet, as far as this knows. */
  final class Task {

    private final ProcessingContext context;
    private boolean waiting;

    private Task(ProcessingContext context) {
      this.context = context;
      context.schedule(
          Duration.ofMillis(pauseMillis), PunctuationType.WALL_CLOCK_TIME, now -> request(now));
    }

    /** An answer was forwarded. */
    void answered() {
      waiting = true;
      request(context.currentSystemTimeMs());
    }

    private void request(long now) {
      if (waiting && now - pauseMillis >= requested.get() && inFlight.isEmpty()) {
        waiting = false;
        requested.set(now);
        context.commit();
      }
    }
  }
}
