package io.afterimage.training.validation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", 2017,
 * equation 3): answers are sorted into {@value BINS} bins of equal width by their confidence; the
 * error is the mean gap between a bin's accuracy and its mean confidence, each bin counted by its
 * answers. For one thread.
 */
public final class CalibrationError {

  static final int BINS = 15;

  private final double[] confidence = new double[BINS];
  private final int[] correct = new int[BINS];
  private final int[] answers = new int[BINS];
  private int count;

  /**
   * One bin.
   *
   * @param from its lower edge, 0 to 1
   * @param to its upper edge
   * @param answers how many there are
   * @param confidence their mean, 0 without answers
   * @param accuracy the share that is right, 0 without answers
   */
  public record Bin(double from, double to, int answers, double confidence, double accuracy) {}

  /** Bin m holds confidences in {@code (m / BINS, (m + 1) / BINS]}, the first one 0 as well. */
  public void add(double sure, boolean right) {
    int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(sure * BINS) - 1));
    confidence[bin] += sure;
    correct[bin] += right ? 1 : 0;
    answers[bin]++;
    count++;
  }

  /** The error of all answers so far. */
  public double value() {
    double gap = 0;
    for (int bin = 0; bin < BINS; bin++) {
      gap += Math.abs(correct[bin] - confidence[bin]);
    }
    return gap / count;
  }

  /** Every bin, those without answers too. */
  public List<Bin> bins() {
    return IntStream.range(0, BINS).mapToObj(this::bin).toList();
  }

  private Bin bin(int index) {
    int most = Math.max(1, answers[index]);
    return new Bin(
        (double) index / BINS,
        (double) (index + 1) / BINS,
        answers[index],
        confidence[index] / most,
        (double) correct[index] / most);
  }
}
