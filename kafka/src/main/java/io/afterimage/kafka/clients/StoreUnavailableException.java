package io.afterimage.kafka.clients;

/**
 * The store or the log of model events could not be reached, or did not answer in time. Trying
 * again later may help.
 */
public final class StoreUnavailableException extends RuntimeException {

  /** The message names the store and what was tried. */
  public StoreUnavailableException(String message) {
    super(message);
  }

  /** The message names the store and what was tried. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
