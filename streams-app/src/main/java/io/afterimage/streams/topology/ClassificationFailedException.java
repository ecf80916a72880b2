package io.afterimage.streams.topology;

/**
 * The classifier itself failed, not the picture: the record is retried by a fresh stream thread.
 */
public final class ClassificationFailedException extends RuntimeException {

  /** The message names the picture by topic-partition-offset. */
  public ClassificationFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
