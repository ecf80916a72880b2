package io.afterimage.benchmarks.parts;

import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A stream whose images resemble their neighbours: what heads say of images that they have not
 * learned, and how they do on the next ones.
 *
 * @param images in the stream's order
 * @param next images after a cut
 */
public record Sessions(LabelledFeatures images, int next) {

  private static final int FIRST_CUT = 200;
  private static final int STEP = 100;

  /**
   * Of a head on all images before a cut.
   *
   * @param heldOut accuracy of the heads of five folds, each on the images that it has not learned
   * @param next accuracy of the head on the images after the cut
   */
  public record Estimate(double heldOut, double next) {

    /** What was promised too much. */
    public double surplus() {
      return heldOut - next;
    }
  }

  /** How many images are learned. */
  public int[] cuts() {
    return IntStream.iterate(
            FIRST_CUT, cut -> cut + next <= images.images().size(), cut -> cut + STEP)
        .toArray();
  }

  /** Each image stands for itself. */
  public List<Estimate> byId() {
    return estimates(row -> "image-" + row);
  }

  /** As the images' groups say. */
  public List<Estimate> byGroup() {
    return estimates(row -> images.images().get(row).group());
  }

  /** So many images one after the other. */
  public List<Estimate> byBlock(int size) {
    return estimates(row -> "block-" + row / size);
  }

  private List<Estimate> estimates(IntFunction<String> group) {
    List<Estimate> all = new ArrayList<>();
    for (int cut : cuts()) {
      HeadExamples examples = examples(cut, group);
      FittedHead fitted =
          new HeadFitting(new OnnxSoftmaxEngine()).fit(examples, Optional.empty(), () -> false);
      all.add(
          new Estimate(
              fitted.outOfFold().accuracy(examples.labels()),
              HeadScore.of(fitted.head(), between(cut, cut + next)).accuracy()));
    }
    return all;
  }

  private HeadExamples examples(int cut, IntFunction<String> group) {
    LabelledFeatures learned = between(0, cut);
    return new HeadExamples(
        learned.features(),
        learned.images().stream().mapToInt(DecodedImage::label).toArray(),
        images.classes(),
        HeadExamples.equalWeights(cut),
        IntStream.range(0, cut).mapToObj(group).toList());
  }

  private LabelledFeatures between(int from, int to) {
    FeatureMatrix rows = new FeatureMatrix(images.features().columns());
    for (int row = from; row < to; row++) {
      rows.add(images.features().row(row));
    }
    return new LabelledFeatures(rows, images.images().subList(from, to), images.classes());
  }
}
