package io.afterimage.trainer.service;

/**
 * A run is not started, though nothing has failed: the message says what is missing and which
 * command helps.
 */
final class RunRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what to tell the person who asked. */
  RunRefusedException(String message) {
    super(message);
  }
}
