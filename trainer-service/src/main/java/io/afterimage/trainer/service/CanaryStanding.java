package io.afterimage.trainer.service;

import io.afterimage.trainer.watch.Finding;
import java.util.Optional;

/** How a version stands that is looked at while it answers. For any thread. */
interface CanaryStanding {

  /** Whether the version is to be rolled back. */
  boolean isCondemned(String version);

  /** What labels say of the version so far; empty where it is not watched. */
  Optional<Finding> found(String version);
}
