package io.afterimage.stream.topology;

import io.afterimage.stream.faults.InstanceFault;

/**
 * The classifier itself failed, not the picture: the record is retried by a fresh stream thread.
 */
public final class ClassificationFailedException extends RuntimeException implements InstanceFault {

  /** The message names the picture by topic-partition-offset. */
  public ClassificationFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
