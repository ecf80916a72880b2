package io.afterimage.trainer.consensus;

import java.time.Instant;
import java.util.Optional;

/**
 * What a source says of an image.
 *
 * @param source who says it; all that do not say who they are count as one
 * @param label the label
 * @param at when it was said
 */
public record Opinion(Optional<String> source, String label, Instant at) {

  /** What the source is called. */
  public String sourceName() {
    return source.orElse("unnamed");
  }
}
