package io.afterimage.streams.feedback;

import io.afterimage.events.LabelledExample;
import io.afterimage.events.PicturePointer;
import io.afterimage.events.Prediction;

/** What the join remembers of a prediction: all that an example needs, and no scores. */
record KnownPrediction(
    PicturePointer picture, String label, double confidence, String modelVersion) {

  static KnownPrediction of(Prediction prediction) {
    return new KnownPrediction(
        prediction.picture(),
        prediction.label(),
        prediction.confidence(),
        prediction.modelVersion());
  }

  LabelledExample judgedBy(String imageId, KnownLabel truth) {
    return new LabelledExample(
        imageId, picture, truth.label(), label, confidence, modelVersion, truth.labelledAt());
  }
}
