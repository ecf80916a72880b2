package io.afterimage.trainer.service;

import io.afterimage.trainer.watch.Watched;
import java.time.Instant;

/** What labels given since its promotion say of a version. For any thread. */
interface LabelEvidence {

  /** Where versions are not watched: labels say nothing, and none are waited for. */
  LabelEvidence NONE =
      new LabelEvidence() {
        @Override
        public boolean isAhead(Watched version) {
          return false;
        }

        @Override
        public boolean hasSeen(String version, Instant until) {
          return true;
        }
      };

  /**
   * Whether more labels speak for the version so far than for the one before it. That may be
   * chance, but a version that is broken has hardly one such label, and then more against it.
   */
  boolean isAhead(Watched version);

  /**
   * Whether all labels given until then were looked at, as far as the version is watched.
   *
   * @param until not in the future
   */
  boolean hasSeen(String version, Instant until);
}
