package io.afterimage.stream.runtime;

import io.afterimage.stream.faults.FaultyRecords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies. A thread that died of one record is replaced, however
 * often: the record is put aside. So is one that died of a shadow's answers: the shadow is ended.
 * Missing rights, missing topics, settings that no broker accepts, and errors of the virtual
 * machine end the process; everything else gets a new thread, unless threads die so often that
 * trying again is no cure. Thread-safe.
 */
public final class FailurePolicy implements StreamsUncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(FailurePolicy.class);
  private static final int MAX_REPLACEMENTS = 10;
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final FaultyRecords faults;
  private final ShadowFailures shadows;
  private final InstantSource clock;
  private final Deque<Instant> replacements = new ArrayDeque<>();

  /** With the clock that the window is measured by. */
  FailurePolicy(FaultyRecords faults, ShadowFailures shadows, InstantSource clock) {
    this.faults = faults;
    this.shadows = shadows;
    this.clock = clock;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable exception) {
    if (faults.foundOne()) {
      log.atWarn()
          .addKeyValue("fault", exception.toString())
          .log("stream thread failed on a record and is replaced; the record goes to dead letters");
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    boolean ofShadow = shadows.areToBlame(exception);
    if (ofShadow && shadows.end()) {
      log.atWarn()
          .setCause(exception)
          .log("stream thread failed on a shadow's answer and is replaced; the shadow is ended");
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (!ofShadow && isFatal(exception)) {
      log.atError().setCause(exception).log("unrecoverable error in stream thread");
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (tooMany()) {
      log.atError()
          .setCause(exception)
          .addKeyValue("replacements", MAX_REPLACEMENTS)
          .addKeyValue("window", WINDOW)
          .log("too many stream thread failures");
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    log.atWarn().setCause(exception).log("stream thread died and is replaced");
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

  /** Kafka Streams has no type of its own for it. */
  private static boolean isForeignInternalTopic(Throwable cause) {
    return cause instanceof StreamsException
        && cause.getMessage() != null
        && cause.getMessage().contains("has invalid partitions");
  }

  private static boolean isFatal(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error
          || cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof MissingSourceTopicException
          || cause instanceof RecordTooLargeException
          || cause instanceof InvalidTopicException
          || cause instanceof InvalidGroupIdException
          || cause instanceof InvalidSessionTimeoutException
          || cause instanceof UnsupportedVersionException
          || cause instanceof ConfigException
          || isForeignInternalTopic(cause)) {
        return true;
      }
    }
    return false;
  }
}
