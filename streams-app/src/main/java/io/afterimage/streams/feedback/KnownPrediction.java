package io.afterimage.streams.feedback;

import io.afterimage.events.LabelledExample;
import io.afterimage.events.PicturePointer;
import io.afterimage.events.Prediction;
import io.afterimage.streams.tracing.TraceContext;
import java.util.Optional;

/**
 * What the join remembers of a prediction: all that an example needs, and no scores.
 *
 * @param trace the trace that it came with; absent without one
 */
record KnownPrediction(
    PicturePointer picture,
    String label,
    double confidence,
    String modelVersion,
    Optional<TraceContext> trace) {

  static KnownPrediction of(Prediction prediction, TraceContext trace) {
    return new KnownPrediction(
        prediction.picture(),
        prediction.label(),
        prediction.confidence(),
        prediction.modelVersion(),
        Optional.of(trace).filter(context -> !context.equals(TraceContext.NONE)));
  }

  /** The trace, or none. */
  TraceContext traceContext() {
    return trace.orElse(TraceContext.NONE);
  }

  /** Whether it is the same prediction; when it was repeated, its span is another. */
  boolean saysTheSame(KnownPrediction other) {
    return untraced().equals(other.untraced());
  }

  private KnownPrediction untraced() {
    return new KnownPrediction(picture, label, confidence, modelVersion, Optional.empty());
  }

  LabelledExample judgedBy(String imageId, KnownLabel truth) {
    return new LabelledExample(
        imageId, picture, truth.label(), label, confidence, modelVersion, truth.labelledAt());
  }
}
