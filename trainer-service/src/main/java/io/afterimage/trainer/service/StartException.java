package io.afterimage.trainer.service;

/** The trainer cannot start; the message says what is missing and what to do. */
public final class StartException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what is missing and what to do. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
