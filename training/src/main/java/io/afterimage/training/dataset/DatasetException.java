package io.afterimage.training.dataset;

/** The images cannot be trained on: the message says what is missing, where, and what to do. */
public final class DatasetException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what to tell the person who gave the folder. */
  public DatasetException(String message) {
    super(message);
  }

  /** With the failure beneath. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
