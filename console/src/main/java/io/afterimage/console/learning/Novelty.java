package io.afterimage.console.learning;

import io.afterimage.console.learning.Tally.Share;
import io.afterimage.schemas.events.Prediction;
import java.util.List;
import java.util.Optional;

/** How new the images are, over time. For one thread. */
final class Novelty {

  private final History<Bucket> history = new History<>(Bucket::new);

  /**
   * By bucket.
   *
   * @param mean of the novelty of the images; empty where no version tells
   * @param unknown the share of images that were above their version's threshold
   */
  public record Point(Optional<Double> mean, Optional<Share> unknown) {}

  private static final class Bucket {
    private double sum;
    private int count;
    private final Tally unknown = new Tally();

    private Point point() {
      return new Point(count == 0 ? Optional.empty() : Optional.of(sum / count), unknown.share());
    }
  }

  void add(long millis, Prediction prediction) {
    if (prediction.novelty().isEmpty()) {
      return;
    }
    history.change(
        millis,
        bucket -> {
          bucket.sum += prediction.novelty().get();
          bucket.count++;
          prediction.unknown().ifPresent(unknown -> bucket.unknown.add(unknown, 1));
        });
  }

  List<Point> points(long now, Span span) {
    return history.upTo(now, span).stream()
        .map(bucket -> bucket.map(Bucket::point).orElseGet(() -> new Bucket().point()))
        .toList();
  }
}
