package io.afterimage.stream.runtime;

/** The stream came to an end that it cannot recover from. */
public final class StreamFailedException extends RuntimeException {

  /** With what happened. */
  public StreamFailedException(String message) {
    super(message);
  }
}
