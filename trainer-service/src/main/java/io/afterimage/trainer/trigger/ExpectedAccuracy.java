package io.afterimage.trainer.trigger;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The accuracy that a version has on its latest images, most of which nobody labels: the mean of
 * its confidence, and as soon as there are enough labels, what their answers are right for more or
 * less often than it was confident (prediction-powered inference, Angelopoulos et al. 2023).
 * Without labels it holds as far as the confidence is calibrated; with labels of images that were
 * chosen at random it has no bias. For one thread.
 */
final class ExpectedAccuracy {

  /** Fewer labels say less of the confidence than its calibration does. */
  private static final int ENOUGH_LABELS = 30;

  private final int window;
  private final Deque<Double> confidences = new ArrayDeque<>();
  private final Map<String, Double> surprises = new LinkedHashMap<>();

  /**
   * Empty.
   *
   * @param window the latest predictions, and the latest labels, that count
   */
  ExpectedAccuracy(int window) {
    this.window = window;
  }

  /** An answer. */
  void predicted(double confidence) {
    confidences.add(confidence);
    if (confidences.size() > window) {
      confidences.remove();
    }
  }

  /** A label of an answer; a later one of the same image replaces it. */
  void labelled(String imageId, double confidence, boolean correct) {
    surprises.remove(imageId);
    surprises.put(imageId, (correct ? 1 : 0) - confidence);
    if (surprises.size() > window) {
      surprises.remove(surprises.keySet().iterator().next());
    }
  }

  /** The image has no label any more. */
  void retracted(String imageId) {
    surprises.remove(imageId);
  }

  /** Another version's answers follow. */
  void clear() {
    confidences.clear();
    surprises.clear();
  }

  /** From 0 to 1; not a number until the window is full of predictions. */
  double estimate() {
    if (confidences.size() < window) {
      return Double.NaN;
    }
    double correction = isCorrected() ? mean(surprises.values()) : 0;
    return Math.min(1, Math.max(0, mean(confidences) + correction));
  }

  /** Its standard error; not a number until there is an estimate. */
  double standardError() {
    double mean = mean(confidences);
    double spread =
        confidences.stream().mapToDouble(p -> isCorrected() ? sq(p - mean) : p * (1 - p)).sum();
    double variance = spread / sq(confidences.size());
    if (isCorrected()) {
      double surprise = mean(surprises.values());
      variance +=
          surprises.values().stream().mapToDouble(value -> sq(value - surprise)).sum()
              / sq(surprises.size());
    }
    return confidences.size() < window ? Double.NaN : Math.sqrt(variance);
  }

  private boolean isCorrected() {
    return surprises.size() >= ENOUGH_LABELS;
  }

  private static double mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static double sq(double value) {
    return value * value;
  }
}
