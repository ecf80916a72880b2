package io.afterimage.trainer.transaction;

/** Another trainer has taken over; this one must stop what it does and write nothing more. */
public final class TakenOverException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The message names the transactional id that both use. */
  public TakenOverException(String message, Throwable cause) {
    super(message, cause);
  }
}
