package io.afterimage.trainer.trigger;

import io.afterimage.schemas.events.ModelEvent.Announced;
import java.util.Optional;

/**
 * What a version was right for when it was published.
 *
 * @param hits how many of the images
 * @param images at least one
 */
record HeldOutAccuracy(int hits, int images) {

  /** As many images stand behind an accuracy that was announced without their number. */
  private static final int UNSTATED = 100;

  /**
   * The gate's figures, which say how many images there were; otherwise the validation accuracy.
   */
  static Optional<HeldOutAccuracy> of(Announced version) {
    return version
        .gate()
        .filter(gate -> gate.heldOut() > 0)
        .map(gate -> of(gate.accuracy(), gate.heldOut()))
        .or(() -> version.validationAccuracy().map(accuracy -> of(accuracy, UNSTATED)));
  }

  private static HeldOutAccuracy of(double accuracy, int images) {
    return new HeldOutAccuracy((int) Math.round(accuracy * images), images);
  }

  double accuracy() {
    return (double) hits / images;
  }
}
