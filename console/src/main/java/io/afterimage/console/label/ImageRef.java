package io.afterimage.console.label;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelEvent;
import java.util.Optional;

/**
 * An image that somebody looked at.
 *
 * @param imageId its id
 * @param picture where it lies; absent where only its id is known
 * @param sha256 of its bytes, in lower-case hexadecimal; absent where it is not known
 */
record ImageRef(String imageId, Optional<ImagePointer> picture, Optional<String> sha256) {

  private static final int LONGEST_ID = 10_000;

  /** Refuses what names no image. */
  ImageRef {
    requireId(imageId);
    if (sha256.filter(digest -> !digest.matches("[0-9a-f]{64}")).isPresent()) {
      throw new IllegalArgumentException(
          "the digest of %s is not a SHA-256 in lower-case hexadecimal".formatted(imageId));
    }
  }

  /** Refuses an id that none of an image can be. */
  static void requireId(String imageId) {
    if (imageId.isEmpty() || imageId.length() > LONGEST_ID) {
      throw new IllegalArgumentException(
          "an image's id has %d characters, from 1 to %d".formatted(imageId.length(), LONGEST_ID));
    }
  }

  /** The image that a label is for. */
  static ImageRef of(LabelEvent event) {
    return new ImageRef(event.imageId(), event.picture(), event.sha256());
  }
}
