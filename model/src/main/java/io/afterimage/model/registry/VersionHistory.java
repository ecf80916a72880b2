package io.afterimage.model.registry;

import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Rejected;
import java.util.List;

/**
 * One announced version and what became of it.
 *
 * @param announced as it was announced
 * @param state where it stands now
 * @param rejections the latest of each instance that could not load it, by instance
 */
public record VersionHistory(Announced announced, State state, List<Rejected> rejections) {

  /** Where a version stands. */
  public enum State {
    /** It answers, because it is the newest that is not withdrawn. */
    ACTIVE,
    /** It answers, because it is pinned. */
    PINNED,
    /** It could become active: by a pin, or when others are rolled back. */
    AVAILABLE,
    /** It was rolled back. */
    WITHDRAWN
  }

  /** Copies the rejections. */
  public VersionHistory {
    rejections = List.copyOf(rejections);
  }
}
