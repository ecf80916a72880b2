package io.afterimage.stream.runtime;

import io.afterimage.stream.shadow.ShadowTable;
import java.util.Optional;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Failures of stream threads that a shadow's answers are to blame for: their topic, its rights or
 * its limits changed while it answered. Thread-safe.
 *
 * @param topic of these answers; nothing else is written there
 */
record ShadowFailures(String topic, ShadowTable table) {

  /** Whether writing to the topic failed. */
  boolean areToBlame(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof Error) {
        return false;
      }
      boolean refused =
          cause instanceof TopicAuthorizationException unauthorized
              && unauthorized.unauthorizedTopics().contains(topic);
      if (refused || isOfSending(cause)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Ends the shadow.
   *
   * @return false where there was none any more
   */
  boolean end() {
    boolean there = table.current().isPresent();
    table.set(Optional.empty());
    return there;
  }

  /** Kafka Streams tells the topic in words alone. */
  private boolean isOfSending(Throwable cause) {
    return cause instanceof StreamsException
        && cause.getMessage() != null
        && cause.getMessage().contains("sending record to topic %s for task".formatted(topic));
  }
}
