package io.afterimage.trainer.validation;

/**
 * Holds an exported file to what the training engine says of the same pictures.
 *
 * @param tolerance how far a probability may be off
 */
public record ExportParity(double tolerance) {

  /** 1e-4: ten times what rounding in single precision makes of some fifty layers. */
  public static final ExportParity DEFAULT = new ExportParity(1e-4);

  /** The exported file and the training engine disagree: the file is not to be published. */
  public static final class BrokenExportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private BrokenExportException(String message) {
      super(message);
    }
  }

  /**
   * Compares the probabilities of the same pictures, row by row.
   *
   * @param exported what the exported file answers where it will be served
   * @param trained what the training engine answers
   * @return the largest difference
   * @throws BrokenExportException when one differs by more than the tolerance, or is no number
   */
  public double require(float[][] exported, double[][] trained) {
    requireSame("pictures", exported.length, trained.length);
    double largest = 0;
    for (int row = 0; row < exported.length; row++) {
      requireSame("labels", exported[row].length, trained[row].length);
      for (int label = 0; label < exported[row].length; label++) {
        double difference = Math.abs(exported[row][label] - trained[row][label]);
        if (!(difference <= tolerance)) {
          throw new BrokenExportException(
              "the exported file is not what was trained: label %d of held-out picture %d has probability %s, the training engine says %s, allowed is a difference of %s"
                  .formatted(label, row, exported[row][label], trained[row][label], tolerance));
        }
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  private static void requireSame(String what, int exported, int trained) {
    if (exported != trained) {
      throw new BrokenExportException(
          "the exported file answers for %d %s, the training engine for %d"
              .formatted(exported, what, trained));
    }
  }
}
