package io.afterimage.training;

import java.util.Comparator;

/** Which score on the validation images says that one epoch is better than another. */
public enum Monitor {
  /** The larger accuracy; of equal ones the smaller loss. */
  ACCURACY {
    @Override
    Comparator<EpochResult> better() {
      return Comparator.<EpochResult>comparingDouble(epoch -> epoch.validation().accuracy())
          .thenComparingDouble(Monitor::smallness);
    }
  },
  /** The smaller loss. */
  LOSS {
    @Override
    Comparator<EpochResult> better() {
      return Comparator.comparingDouble(Monitor::smallness);
    }
  };

  /** The better epoch is the larger one. */
  abstract Comparator<EpochResult> better();

  /** A loss that is no number any more is larger than any other. */
  private static double smallness(EpochResult epoch) {
    double loss = epoch.validation().loss();
    return Double.isNaN(loss) ? Double.NEGATIVE_INFINITY : -loss;
  }

  /**
   * Reads the form in options and commands.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Monitor parse(String code) {
    return Codes.parse(Monitor.class, "monitor", code);
  }
}
