package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.training.dataset.Split;
import java.time.Instant;

/** Examples that tests make up. */
final class Examples {

  private Examples() {}

  /** Labelled that many seconds after the epoch. */
  static Example of(String id, String label, Split split, long second) {
    return new Example(
        id,
        label,
        split,
        Instant.ofEpochSecond(second),
        new ImagePointer("images", 0, second),
        new byte[] {1, 2, 3});
  }
}
