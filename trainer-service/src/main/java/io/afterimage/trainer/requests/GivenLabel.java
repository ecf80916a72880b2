package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.trainer.buffer.Example;
import java.time.Instant;
import java.util.Optional;

/**
 * What an image truly shows.
 *
 * @param picture where the image lies, or one with the same bytes
 * @param sha256 of its bytes, if known
 */
record GivenLabel(String label, Instant at, ImagePointer picture, Optional<String> sha256) {

  static GivenLabel of(LabelledExample example) {
    return new GivenLabel(
        example.label(), example.labelledAt(), example.picture(), example.sha256());
  }

  static GivenLabel of(Example example) {
    return new GivenLabel(
        example.label(), example.labelledAt(), example.source(), example.sha256());
  }

  /** Whether it is of the very image that was asked for; others may have its id. */
  boolean answers(LabelRequest request) {
    return picture.equals(request.picture())
        || (sha256.isPresent() && sha256.equals(request.sha256()));
  }
}
