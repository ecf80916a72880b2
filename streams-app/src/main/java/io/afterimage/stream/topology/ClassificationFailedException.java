package io.afterimage.stream.topology;

import io.afterimage.stream.faults.InstanceFault;

/** The classifier itself failed, not the image: the record is retried by a fresh stream thread. */
public final class ClassificationFailedException extends RuntimeException implements InstanceFault {

  /** The message names the image by topic-partition-offset. */
  public ClassificationFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
