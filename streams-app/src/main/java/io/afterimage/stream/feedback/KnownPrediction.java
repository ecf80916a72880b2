package io.afterimage.stream.feedback;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.stream.tracing.TraceContext;
import java.util.Optional;

/**
 * What the join remembers of a prediction: all that an example needs, and no scores. An image that
 * is published as unknown counts by what the model said of it: it is the model that is judged.
 *
 * @param trace the trace that it came with; absent without one
 * @param sha256 of the image's bytes; absent in predictions of versions before 0.2
 */
record KnownPrediction(
    @JsonProperty("picture") ImagePointer image,
    String label,
    double confidence,
    String modelVersion,
    Optional<TraceContext> trace,
    Optional<String> sha256) {

  static KnownPrediction of(Prediction prediction, TraceContext trace) {
    return new KnownPrediction(
        prediction.picture(),
        prediction.answer(),
        prediction.confidence(),
        prediction.modelVersion(),
        Optional.of(trace).filter(context -> !context.equals(TraceContext.NONE)),
        prediction.sha256());
  }

  /** The trace, or none. */
  TraceContext traceContext() {
    return trace.orElse(TraceContext.NONE);
  }

  /** Whether it is the same prediction; when it was repeated, its span is another. */
  boolean saysTheSame(KnownPrediction other) {
    return image.equals(other.image)
        && label.equals(other.label)
        && Double.compare(confidence, other.confidence) == 0
        && modelVersion.equals(other.modelVersion)
        && isOfTheSameImageAs(other);
  }

  /** Whether the image is the same, byte by byte; where that is unknown, the same record. */
  boolean isOfTheSameImageAs(KnownPrediction other) {
    return (sha256.isPresent() && other.sha256.isPresent())
        ? sha256.equals(other.sha256)
        : image.equals(other.image);
  }

  LabelledExample judgedBy(String imageId, KnownLabel truth) {
    return new LabelledExample(
        imageId,
        image,
        truth.label(),
        label,
        confidence,
        modelVersion,
        truth.labelledAt(),
        truth.by(),
        sha256);
  }
}
