package io.afterimage.benchmarks.rig;

import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.rig.PredictionReader.Seen;
import io.afterimage.schemas.events.Prediction;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How long images took, from their record's timestamp, in milliseconds.
 *
 * @param predicted until the prediction was made
 * @param visible until a {@code read_committed} consumer had it
 */
public record Latencies(double[] predicted, double[] visible) {

  /** Of the predictions whose images the condition picks. */
  public static Latencies of(List<Seen> seen, Predicate<Prediction> which) {
    record Pair(double predicted, double visible) {}
    List<Pair> pairs =
        seen.stream()
            .flatMap(
                each -> {
                  Prediction prediction = each.prediction();
                  return which.test(prediction)
                      ? Stream.of(
                          new Pair(
                              Duration.between(prediction.receivedAt(), prediction.predictedAt())
                                      .toNanos()
                                  / 1e6,
                              each.epochMillis() - prediction.receivedAt().toEpochMilli()))
                      : Stream.empty();
                })
            .toList();
    return new Latencies(
        pairs.stream().mapToDouble(Pair::predicted).toArray(),
        pairs.stream().mapToDouble(Pair::visible).toArray());
  }

  /** How many images. */
  public int count() {
    return visible.length;
  }

  /** A quantile of the time until predictions were visible. */
  public double visible(double share) {
    return Figures.quantile(visible, share);
  }

  /** A quantile of the time until predictions were made. */
  public double predicted(double share) {
    return Figures.quantile(predicted, share);
  }
}
