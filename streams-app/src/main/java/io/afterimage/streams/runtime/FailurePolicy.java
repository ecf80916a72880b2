package io.afterimage.streams.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies. Missing rights, missing topics, records that no broker
 * takes, and errors of the virtual machine end the process; everything else gets a new thread,
 * unless threads die so often that trying again is no cure. Thread-safe.
 */
public final class FailurePolicy implements StreamsUncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(FailurePolicy.class);
  private static final int MAX_REPLACEMENTS = 10;
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Deque<Instant> replacements = new ArrayDeque<>();

  /** With the clock that the window is measured by. */
  public FailurePolicy(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable exception) {
    if (isFatal(exception)) {
      log.atError().setCause(exception).log("a stream thread died of what a new one cannot cure");
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (tooMany()) {
      log.atError()
          .setCause(exception)
          .addKeyValue("replacements", MAX_REPLACEMENTS)
          .addKeyValue("window", WINDOW)
          .log("stream threads die again and again");
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    log.atWarn().setCause(exception).log("a stream thread died and is replaced");
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized boolean tooMany() {
    Instant now = clock.instant();
    while (!replacements.isEmpty() && replacements.peek().isBefore(now.minus(WINDOW))) {
      replacements.poll();
    }
    replacements.add(now);
    return replacements.size() > MAX_REPLACEMENTS;
  }

  private static boolean isFatal(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error
          || cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof MissingSourceTopicException
          || cause instanceof RecordTooLargeException) {
        return true;
      }
    }
    return false;
  }
}
