package io.afterimage.client;

/** A command could not do what it was asked; the message is one for the person who asked. */
public final class CommandFailure extends RuntimeException {

  /** With what went wrong and what to do. */
  public CommandFailure(String message) {
    super(message);
  }

  /** With what went wrong, what to do, and what was thrown. */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
