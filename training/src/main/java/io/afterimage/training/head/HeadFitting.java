package io.afterimage.training.head;

import io.afterimage.networks.onnx.Head;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Fits heads to convergence: multinomial logistic regression with L2. The strength of
 * regularisation is the one whose heads have the smallest cross-entropy on the folds that they have
 * not learned; the temperature follows from the same answers. The same examples and start give the
 * same head, up to the rounding of the engine. Thread-safe.
 *
 * <p>Beside the features it needs 4 bytes for each example and class, and 150 to 300 for each
 * feature of each head that learns: one for a class, five up to 25 classes.
 *
 * @param engine computes losses and gradients
 */
public record HeadFitting(SoftmaxEngine engine) {

  /** How far the final head's mean loss may be above its minimum. */
  private static final double TOLERANCE = 1e-5;

  /** 3,200 classes of 1,280 features: more would take hours. */
  private static final long MOST_WEIGHTS = 1 << 22;

  /** Ten pairs of floats, eight vectors of doubles and some copies. */
  private static final int BYTES_PER_WEIGHT = 180;

  /**
   * Whether there is memory for it: half the heap is.
   *
   * @param heapBytes of the whole heap
   */
  public static boolean hasRoom(int examples, int classes, int features, long heapBytes) {
    long weights = (features + 1L) * classes;
    long answers = (long) examples * classes * Float.BYTES;
    return weights <= MOST_WEIGHTS && weights * BYTES_PER_WEIGHT + answers <= heapBytes / 2;
  }

  /**
   * What is known already; it saves time.
   *
   * @param head for the same features and classes
   * @param l2 that it was fitted with
   * @param searched see {@link FittedHead#searched()}; with about as many examples the strength is
   *     kept a few times, and 0 has it searched anew
   * @param kept see {@link FittedHead#kept()}
   */
  public record Start(Head head, double l2, int searched, int kept) {}

  /**
   * Fits a head on the calling thread.
   *
   * @param start where a similar problem ended
   * @param cancelled asked between iterations
   * @throws CancellationException when cancelled
   */
  public FittedHead fit(HeadExamples examples, Optional<Start> start, BooleanSupplier cancelled) {
    double[] mean = examples.features().mean(examples.weights());
    CrossValidation.Result chosen =
        new CrossValidation(engine, examples, mean, cancelled).run(start);
    double temperature =
        new Temperature(chosen.logits(), chosen.answered(), examples.labels(), examples.weights())
            .fit();
    Head head = fitAll(examples, mean, chosen, temperature, cancelled);
    OutOfFold outOfFold = OutOfFold.of(chosen.logits(), chosen.answered(), temperature);
    return new FittedHead(
        head,
        chosen.l2(),
        chosen.searched(),
        chosen.kept(),
        temperature,
        outOfFold,
        outOfFold.loss(examples));
  }

  private Head fitAll(
      HeadExamples examples,
      double[] mean,
      CrossValidation.Result chosen,
      double temperature,
      BooleanSupplier cancelled) {
    float[][] shares = {new float[examples.rows()]};
    for (int row = 0; row < examples.rows(); row++) {
      shares[0][row] = (float) examples.weights()[row];
    }
    boolean[][] present = {new boolean[examples.classes()]};
    Arrays.fill(present[0], true);
    try (HeadProblem problem = new HeadProblem(engine, examples, shares, present, mean)) {
      problem.moveTo(chosen.start());
      problem.minimise(chosen.l2(), TOLERANCE, cancelled);
      return HeadForm.head(problem.weight(), problem.bias(), examples.classes(), temperature);
    }
  }
}
