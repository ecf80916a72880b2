package io.afterimage.trainer.buffer;

/** A record of the training set is not one; the message says where and what is wrong. */
public final class MalformedExampleException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With topic, partition, offset and fault. */
  public MalformedExampleException(String message, Throwable cause) {
    super(message, cause);
  }
}
