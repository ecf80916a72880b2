package io.afterimage.training.suspects;

import io.afterimage.models.LabelReview;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Fits heads to labels some of which may be wrong. Every example is answered out of fold, also
 * those that are left out: they stay evidence. Thread-safe.
 *
 * @param fitting fits heads
 * @param handling what becomes of labels that look wrong
 */
public record NoisyLabelFitting(HeadFitting fitting, SuspectHandling handling) {

  /** A class loses no more than this share of its examples. */
  static final double MOST_LEFT_OUT = 0.4;

  /**
   * A head and what it says of the labels.
   *
   * @param head has learned what was not left out
   * @param noise empty where nobody looked
   * @param leftOut the rows of the suspects that the head has not learned
   */
  public record Result(FittedHead head, Optional<LabelNoise> noise, BitSet leftOut) {

    /** These examples, of which those that are left out do not count. */
    public HeadExamples learned(HeadExamples examples) {
      double[] weights = examples.weights().clone();
      leftOut.stream().forEach(row -> weights[row] = 0);
      return examples.withWeights(weights);
    }

    /**
     * The suspects by name.
     *
     * @param images of the rows
     * @param labels the classes' names
     * @param at when it was done
     * @return empty where nobody looked
     */
    public Optional<LabelReview> review(
        List<DecodedImage> images, List<String> labels, Instant at) {
      return noise.map(
          found ->
              new LabelReview(
                  at,
                  found.examined(),
                  found.rate(),
                  found.suspects().stream()
                      .map(
                          suspect ->
                              new LabelReview.Suspect(
                                  images.get(suspect.row()).id(),
                                  labels.get(suspect.given()),
                                  labels.get(suspect.likely()),
                                  suspect.score(),
                                  leftOut.get(suspect.row())))
                      .toList()));
    }
  }

  /** Every label is learned, and nobody looks at them. */
  public static NoisyLabelFitting keeping(HeadFitting fitting) {
    return new NoisyLabelFitting(fitting, SuspectHandling.KEEP);
  }

  /**
   * Fits a head on the calling thread.
   *
   * @param start where a similar problem ended
   * @param cancelled asked between iterations
   * @throws CancellationException when cancelled
   */
  public Result fit(
      HeadExamples examples, Optional<HeadFitting.Start> start, BooleanSupplier cancelled) {
    Result first = examine(examples, start, cancelled);
    if (first.leftOut().isEmpty()) {
      return first;
    }
    FittedHead all = first.head();
    FittedHead rest =
        fitting.fit(
            first.learned(examples),
            Optional.of(new HeadFitting.Start(all.head(), all.l2(), 0, 0)),
            cancelled);
    return new Result(rest, first.noise(), first.leftOut());
  }

  /** What is left out, and a head that has learned it all the same. */
  public Result examine(
      HeadExamples examples, Optional<HeadFitting.Start> start, BooleanSupplier cancelled) {
    FittedHead all = fitting.fit(examples, start, cancelled);
    if (handling == SuspectHandling.KEEP) {
      return new Result(all, Optional.empty(), new BitSet());
    }
    LabelNoise noise = ConfidentLearning.find(examples.labels(), all.outOfFold(), cancelled);
    return new Result(all, Optional.of(noise), leftOut(examples, noise));
  }

  private BitSet leftOut(HeadExamples examples, LabelNoise noise) {
    BitSet leftOut = new BitSet();
    if (handling != SuspectHandling.DROP || !noise.certain()) {
      return leftOut;
    }
    int[] room = new int[examples.classes()];
    for (int label : examples.labels()) {
      room[label]++;
    }
    for (int label = 0; label < room.length; label++) {
      room[label] = (int) (room[label] * MOST_LEFT_OUT);
    }
    for (Suspect suspect : noise.suspects()) {
      if (room[suspect.given()]-- > 0) {
        leftOut.set(suspect.row());
      }
    }
    return leftOut;
  }
}
