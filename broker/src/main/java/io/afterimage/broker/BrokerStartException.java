package io.afterimage.broker;

/** A broker could not start; the message says what is in the way and what to do about it. */
public final class BrokerStartException extends RuntimeException {

  /** The message names the folder or the port. */
  public BrokerStartException(String message) {
    super(message);
  }

  /** The message names the folder or the port; the cause has the details. */
  public BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
