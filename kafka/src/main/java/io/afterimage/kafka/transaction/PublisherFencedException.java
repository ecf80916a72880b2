package io.afterimage.kafka.transaction;

/** Another publisher has taken over; this one must stop and change nothing. */
public final class PublisherFencedException extends RuntimeException {

  /** The message names the transactional id that both use. */
  public PublisherFencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
