package io.afterimage.console.learning;

import io.afterimage.console.learning.Tally.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How often each version was right, over time: by its latest {@link #WINDOW} labels or some more,
 * as whole buckets have them. For one thread.
 */
final class RunningAccuracy {

  /** The interval of a share then reaches ten points to each side at most. */
  static final int WINDOW = 100;

  /** Versions of which labels come in one bucket; those of further ones are not told apart. */
  private static final int MOST_VERSIONS = 24;

  /** Lines that can still be told apart. */
  private static final int MOST_LINES = 8;

  private final History<Map<String, Tally>> labels = new History<>(HashMap::new);

  /**
   * One version's line.
   *
   * @param points one for each bucket; empty where the version has no label in it
   * @param all of the version's labels in the span
   */
  public record Line(String version, List<Optional<Share>> points, Share all) {}

  /** Counts a judged answer, or takes it back. */
  void add(long millis, String version, boolean right, int times) {
    labels.change(
        millis,
        bucket -> {
          if (bucket.containsKey(version) || bucket.size() < MOST_VERSIONS) {
            bucket.computeIfAbsent(version, any -> new Tally()).add(right, times);
          }
        });
  }

  /** The lines of the versions with the latest labels, those that came first at the beginning. */
  List<Line> lines(long now, Span span) {
    List<Optional<Map<String, Tally>>> buckets = labels.upTo(now, span);
    Set<String> versions = new LinkedHashSet<>();
    for (Optional<Map<String, Tally>> bucket : buckets) {
      bucket.stream()
          .flatMap(tallies -> tallies.entrySet().stream())
          .filter(tally -> tally.getValue().trials() > 0)
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              tally -> {
                versions.remove(tally.getKey());
                versions.add(tally.getKey());
              });
    }
    return versions.stream()
        .skip(Math.max(0, versions.size() - MOST_LINES))
        .map(version -> line(version, buckets))
        .toList();
  }

  private static Line line(String version, List<Optional<Map<String, Tally>>> buckets) {
    List<Tally> own =
        buckets.stream()
            .map(bucket -> bucket.map(tallies -> tallies.get(version)).orElseGet(Tally::new))
            .toList();
    List<Optional<Share>> points = new ArrayList<>();
    for (int at = 0; at < own.size(); at++) {
      points.add(own.get(at).trials() == 0 ? Optional.empty() : upTo(own, at, WINDOW));
    }
    return new Line(version, points, upTo(own, own.size() - 1, Integer.MAX_VALUE).orElseThrow());
  }

  private static Optional<Share> upTo(List<Tally> buckets, int last, int window) {
    int hits = 0;
    int trials = 0;
    for (int at = last; at >= 0 && trials < window; at--) {
      hits += buckets.get(at).hits();
      trials += buckets.get(at).trials();
    }
    return Share.of(hits, trials);
  }
}
