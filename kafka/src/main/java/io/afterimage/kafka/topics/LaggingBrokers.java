package io.afterimage.kafka.topics;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;

/** Brokers that have not yet heard what the controller has done: asked again, they have. */
final class LaggingBrokers {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private LaggingBrokers() {}

  /**
   * Asks until the answer is another one than this fault, on the calling thread.
   *
   * @param stale what a broker answers that lags behind
   * @throws ApiException that fault, when a broker still answers so after a minute
   * @throws InterruptException when the thread is interrupted
   */
  static void ask(Class<? extends ApiException> stale, Runnable question) {
    Instant deadline = Instant.now().plus(LIMIT);
    while (true) {
      try {
        question.run();
        return;
      } catch (ApiException e) {
        if (!stale.isInstance(e) || Instant.now().isAfter(deadline)) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
