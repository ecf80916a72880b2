package io.afterimage.trainer.intake;

import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.trainer.buffer.Example;

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
  record Retracted(RetractedExample example) implements Feedback {
    @Override
    public String imageId() {
      return example.imageId();
    }

    /** Whether it is about that example, and not about another image of the same id. */
    boolean isAbout(Example known) {
      boolean elsewhere =
          example.picture().filter(image -> !image.equals(known.source())).isPresent();
      boolean differs =
          example.sha256().isPresent()
              && known.sha256().isPresent()
              && !example.sha256().equals(known.sha256());
      return !elsewhere && !differs;
    }
  }
}
