package io.afterimage.kafka.topics;

/** A service cannot start; the message says what is missing and what to do. */
public final class StartException extends RuntimeException {

  /** With what is missing and what to do. */
  public StartException(String message) {
    super(message);
  }

  /** With what is missing, what to do, and what was thrown. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
