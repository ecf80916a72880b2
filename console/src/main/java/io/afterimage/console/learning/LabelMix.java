package io.afterimage.console.learning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How often each label occurs, over time. For one thread. */
final class LabelMix {

  /** Bands that can still be told apart. */
  static final int MOST_BANDS = 7;

  private final LabelIndex labels;
  private final History<Counts> counts = new History<>(Counts::new);

  LabelMix(LabelIndex labels) {
    this.labels = labels;
  }

  /**
   * One label's band.
   *
   * @param label empty for all that have no band of their own
   * @param counts one for each bucket
   */
  public record Band(Optional<String> label, List<Long> counts) {}

  void add(long millis, int label, int times) {
    counts.change(millis, bucket -> bucket.add(label, times));
  }

  /** The most frequent labels of the span, then all others together, if there are any. */
  List<Band> bands(long now, Span span) {
    List<Optional<Counts>> buckets = counts.upTo(now, span);
    long[] sums = new long[labels.size()];
    for (Optional<Counts> bucket : buckets) {
      bucket.ifPresent(
          found -> IntStream.range(0, sums.length).forEach(i -> sums[i] += found.get(i)));
    }
    List<Integer> top =
        IntStream.range(1, sums.length)
            .filter(label -> sums[label] > 0)
            .boxed()
            .sorted(Comparator.comparing((Integer label) -> -sums[label]))
            .limit(MOST_BANDS)
            .sorted()
            .toList();
    List<Band> bands = new ArrayList<>();
    for (int label : top) {
      bands.add(
          new Band(
              Optional.of(labels.label(label)),
              buckets.stream().map(b -> b.map(c -> (long) c.get(label)).orElse(0L)).toList()));
    }
    List<Long> rest = buckets.stream().map(b -> b.map(c -> rest(c, top)).orElse(0L)).toList();
    if (rest.stream().anyMatch(count -> count > 0)) {
      bands.add(new Band(Optional.empty(), rest));
    }
    return bands;
  }

  private static long rest(Counts counts, List<Integer> top) {
    return counts.sum() - top.stream().mapToLong(counts::get).sum();
  }
}
