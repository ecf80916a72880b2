package io.afterimage.trainer.validation;

/**
 * Expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", 2017,
 * equation 3): answers are sorted into {@value BINS} bins of equal width by their confidence; the
 * error is the mean gap between a bin's accuracy and its mean confidence, each bin counted by its
 * answers. For one thread.
 */
final class CalibrationError {

  static final int BINS = 15;

  private final double[] confidence = new double[BINS];
  private final int[] correct = new int[BINS];
  private int count;

  /** Bin m holds confidences in {@code (m / BINS, (m + 1) / BINS]}, the first one 0 as well. */
  void add(double sure, boolean right) {
    int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(sure * BINS) - 1));
    confidence[bin] += sure;
    correct[bin] += right ? 1 : 0;
    count++;
  }

  double value() {
    double gap = 0;
    for (int bin = 0; bin < BINS; bin++) {
      gap += Math.abs(correct[bin] - confidence[bin]);
    }
    return gap / count;
  }
}
