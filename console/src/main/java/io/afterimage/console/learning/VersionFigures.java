package io.afterimage.console.learning;

import io.afterimage.console.learning.Tally.Share;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What one version answered, and how it was judged, over all time. For one thread. */
final class VersionFigures {

  /** Confidences are told by steps of 5 %. */
  static final int BINS = 20;

  private final LabelIndex labels;
  private final Counts predicted = new Counts();
  private final Counts judged = new Counts();
  private final Counts truths = new Counts();
  private final Counts right = new Counts();
  private final List<Long> lastLabels = new ArrayList<>();
  private final Counts answered = new Counts();
  private final Counts rightBins = new Counts();
  private final Counts wrongBins = new Counts();

  VersionFigures(LabelIndex labels) {
    this.labels = labels;
  }

  /**
   * One class.
   *
   * @param label empty for all that found no room of their own
   * @param predicted how many predictions had the label
   * @param examples how many labels say that an image shows it
   * @param precision of the labelled images that were answered so, how many show it
   * @param recall of the labelled images that show it, how many were answered so
   * @param lastLabel when the last of these labels came
   */
  public record ClassFigures(
      Optional<String> label,
      long predicted,
      long examples,
      Optional<Share> precision,
      Optional<Share> recall,
      Optional<Instant> lastLabel) {}

  /**
   * Answers by confidence, in {@link #BINS} equal steps from 0 to 1.
   *
   * @param all how many answers had it
   * @param right of the labelled ones, how many were right
   * @param wrong how many were wrong
   */
  public record Confidence(List<Long> all, List<Long> right, List<Long> wrong) {}

  void predicted(int label, double confidence) {
    predicted.add(label, 1);
    answered.add(bin(confidence), 1);
  }

  /** Counts a judged answer, or takes it back. */
  void judged(int answer, int truth, double confidence, long millis, int times) {
    boolean hit = answer == truth && answer != LabelIndex.OTHERS;
    judged.add(answer, times);
    truths.add(truth, times);
    right.add(truth, hit ? times : 0);
    (hit ? rightBins : wrongBins).add(bin(confidence), times);
    while (lastLabels.size() <= truth) {
      lastLabels.add(0L);
    }
    lastLabels.set(truth, Math.max(millis, lastLabels.get(truth)));
  }

  /** Those with most examples first. */
  List<ClassFigures> classes() {
    List<ClassFigures> found = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      if (predicted.get(label) > 0 || judged.get(label) > 0 || truths.get(label) > 0) {
        found.add(figures(label));
      }
    }
    found.sort(
        Comparator.comparing((ClassFigures figures) -> -figures.examples())
            .thenComparing(figures -> figures.label().orElse("")));
    return found;
  }

  private ClassFigures figures(int label) {
    boolean others = label == LabelIndex.OTHERS;
    return new ClassFigures(
        others ? Optional.empty() : Optional.of(labels.label(label)),
        predicted.get(label),
        truths.get(label),
        others ? Optional.empty() : Share.of(right.get(label), judged.get(label)),
        others ? Optional.empty() : Share.of(right.get(label), truths.get(label)),
        label < lastLabels.size() && lastLabels.get(label) > 0
            ? Optional.of(Instant.ofEpochMilli(lastLabels.get(label)))
            : Optional.empty());
  }

  Confidence confidence() {
    return new Confidence(bins(answered), bins(rightBins), bins(wrongBins));
  }

  private static List<Long> bins(Counts counts) {
    List<Long> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      bins.add((long) counts.get(bin));
    }
    return bins;
  }

  private static int bin(double confidence) {
    return (int) Math.max(0, Math.min(BINS - 1, Math.floor(confidence * BINS)));
  }
}
