package io.afterimage.kafka.transaction;

/**
 * The consumer's group has been rearranged since its last poll, so nothing was written: poll, and
 * try again if the partition is still this member's.
 */
public final class MembershipChangedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The message names the group. */
  public MembershipChangedException(String message, Throwable cause) {
    super(message, cause);
  }
}
