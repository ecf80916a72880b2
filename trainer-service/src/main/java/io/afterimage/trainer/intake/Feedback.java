package io.afterimage.trainer.intake;

import io.afterimage.events.LabelledExample;

/** One record of the feedback topic. */
sealed interface Feedback {

  /** The image that it is about. */
  String imageId();

  /** A label for an image. */
  record Labelled(LabelledExample example) implements Feedback {
    @Override
    public String imageId() {
      return example.imageId();
    }
  }

  /** An image's label was taken back: a record without a value. */
  record Retracted(String imageId) implements Feedback {}
}
