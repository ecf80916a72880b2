package io.afterimage.training.validation;

import io.afterimage.training.CrossEntropy;
import io.afterimage.training.HeldOutAnswers.Answer;

/**
 * Holds an exported file to what the training engine says of the same images.
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
   * Compares the probabilities of one image.
   *
   * @param image its place among the held-out ones, for the message
   * @param exported what the exported file answers where it will be served
   * @param trained what the training engine answers
   * @return the largest difference
   * @throws BrokenExportException when one differs by more than the tolerance, or is no number
   */
  public double require(int image, float[] exported, Answer trained) {
    if (trained instanceof Answer.Top top) {
      requireLabel(top.label(), exported.length);
      return require(image, top.label(), exported[top.label()], top.probability());
    }
    double[] row = CrossEntropy.probabilities(((Answer.Row) trained).logits());
    requireSame("labels", exported.length, row.length);
    double largest = 0;
    for (int label = 0; label < row.length; label++) {
      largest = Math.max(largest, require(image, label, exported[label], row[label]));
    }
    return largest;
  }

  /**
   * Refuses a novelty that is not between 0 and 1.
   *
   * @throws BrokenExportException when it is not
   */
  void requireNovelty(int image, float novelty) {
    if (!(novelty >= 0 && novelty <= 1)) {
      throw new BrokenExportException(
          "the exported file gives held-out image %d the novelty %s, allowed is 0 to 1"
              .formatted(image, novelty));
    }
  }

  /**
   * Compares the probabilities of one image.
   *
   * @throws BrokenExportException when one differs by more than the tolerance, or is no number
   */
  void require(int image, float[] exported, float[] computed) {
    requireSame("labels", exported.length, computed.length);
    for (int label = 0; label < computed.length; label++) {
      var unused = require(image, label, exported[label], computed[label]);
    }
  }

  private static void requireLabel(int label, int labels) {
    if (label >= labels) {
      throw new BrokenExportException(
          "the exported file answers for %d labels, the training engine names label %d"
              .formatted(labels, label));
    }
  }

  private double require(int image, int label, double exported, double trained) {
    double difference = Math.abs(exported - trained);
    if (!(difference <= tolerance)) {
      throw new BrokenExportException(
          "the exported file is not what was trained: label %d of held-out image %d has probability %s, the training engine says %s, allowed is a difference of %s"
              .formatted(label, image, exported, trained, tolerance));
    }
    return difference;
  }

  /**
   * Refuses a file that answers for another number of images.
   *
   * @throws BrokenExportException when it does
   */
  void requireImages(int exported, int trained) {
    requireSame("images", exported, trained);
  }

  private static void requireSame(String what, int exported, int trained) {
    if (exported != trained) {
      throw new BrokenExportException(
          "the exported file answers for %d %s, the training engine for %d"
              .formatted(exported, what, trained));
    }
  }
}
