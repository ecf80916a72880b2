package io.afterimage.console.access;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Ends a request that may not be answered; becomes {@code {"error": …}} with its status.
 *
 * <p>The message is for the person who asked: what was wrong and what to do. It says nothing that
 * somebody who is not logged in may not know.
 */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Optional<Duration> retryAfter;

  private Refusal(int status, String message, Optional<Duration> retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The request makes no sense: 400. */
  static Refusal malformed(String message) {
    return new Refusal(400, message, Optional.empty());
  }

  /** Nobody is logged in, or name and password are wrong: 401. */
  static Refusal unauthenticated(String message) {
    return new Refusal(401, message, Optional.empty());
  }

  /** Not for this person, this page or this way of asking: 403. */
  static Refusal forbidden(String message) {
    return new Refusal(403, message, Optional.empty());
  }

  /** Too many requests: 429. */
  static Refusal tooMany(String message, Duration retryAfter) {
    return new Refusal(429, message, Optional.of(retryAfter));
  }

  /** What is needed to decide does not answer: 503. */
  static Refusal unavailable(String message) {
    return new Refusal(503, message, Optional.empty());
  }

  int status() {
    return status;
  }

  void answer(Context request) {
    retryAfter.ifPresent(
        wait -> request.header("Retry-After", Long.toString(wait.plusMillis(999).toSeconds())));
    Json.answer(request.status(status), Map.of("error", getMessage()));
  }
}
