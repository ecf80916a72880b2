package io.afterimage.cli.predictions;

import io.afterimage.schemas.events.Prediction;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which predictions are meant: those that match everything that is given.
 *
 * @param below with a confidence below this
 * @param labels with one of these labels; empty: any
 */
public record PredictionFilter(OptionalDouble below, Set<String> labels)
    implements Predicate<Prediction> {

  /** Copies the labels. */
  public PredictionFilter {
    labels = Set.copyOf(labels);
  }

  @Override
  public boolean test(Prediction prediction) {
    return (below.isEmpty() || prediction.confidence() < below.getAsDouble())
        && (labels.isEmpty() || labels.contains(prediction.answer()));
  }

  /** Whether it passes every prediction. */
  public boolean isOff() {
    return below.isEmpty() && labels.isEmpty();
  }
}
