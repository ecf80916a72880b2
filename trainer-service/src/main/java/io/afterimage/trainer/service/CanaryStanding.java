package io.afterimage.trainer.service;

import io.afterimage.trainer.watch.Finding;
import java.time.Instant;
import java.util.Optional;

/** How a version stands that is looked at while it answers. For any thread. */
interface CanaryStanding {

  /** Whether the version is to be rolled back. */
  boolean isCondemned(String version);

  /** What labels say of the version so far; empty where it is not watched. */
  Optional<Finding> found(String version);

  /**
   * Whether all labels given until then were looked at, and that many live images, or as many as
   * the guardrails take. Without it a trainer that has just been elected would know of nothing that
   * speaks against the version.
   */
  boolean isExamined(String version, Instant until, int images);
}
