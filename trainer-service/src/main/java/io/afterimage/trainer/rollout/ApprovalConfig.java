package io.afterimage.trainer.rollout;

import io.afterimage.config.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a version that has passed everything else waits for somebody's approval.
 *
 * @param promotion who decides
 * @param expiry after which a version that nobody has approved is withdrawn; zero: never
 */
public record ApprovalConfig(Promotion promotion, Duration expiry) {

  /** No version waits. */
  public static final ApprovalConfig OFF =
      new ApprovalConfig(Promotion.AUTOMATIC, Duration.ofDays(7));

  /** Who makes a version active. */
  public enum Promotion {
    /** The trainer. */
    AUTOMATIC,
    /** Whoever approves it. */
    APPROVE
  }

  static ApprovalConfig read(Settings settings) {
    return new ApprovalConfig(
        settings.choice("promotion", OFF.promotion()),
        settings.duration("promotion.approval.expiry", OFF.expiry()));
  }

  /** Whether a version waits for approval. */
  public boolean isRequired() {
    return promotion == Promotion.APPROVE;
  }

  /** How long a version waits; empty: for as long as it takes. */
  public Optional<Duration> limit() {
    return expiry.isZero() ? Optional.empty() : Optional.of(expiry);
  }
}
