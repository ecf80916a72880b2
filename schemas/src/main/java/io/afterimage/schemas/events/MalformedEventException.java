package io.afterimage.schemas.events;

/** Bytes that were expected to be an event are not one; the message says what is wrong. */
public final class MalformedEventException extends RuntimeException {

  /** The message names the expected type and the first fault. */
  public MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
