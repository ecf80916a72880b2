package io.afterimage.training;

import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.head.OutOfFold;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Measures how well a head on a base tells images apart, and how long the base takes for an image.
 * Used by one thread.
 *
 * @param frozen runs the base
 * @param learners fits the head
 * @param resources threads
 */
public record BackboneProbe(FrozenGraphs frozen, Learners learners, Resources resources) {

  /** Images that are computed before the clock starts. */
  private static final int WARM_UP = 32;

  /**
   * What was measured.
   *
   * @param loss cross-entropy of heads that have not learned the image
   * @param accuracy share of images whose class they name
   * @param secondsPerImage through the base, on all threads
   */
  public record Result(double loss, double accuracy, double secondsPerImage) {}

  /**
   * Measures on the training images, of which each class has one or more.
   *
   * @throws DatasetException when there are too many classes, or each is in one group alone
   * @param cancelled asked before each batch
   * @throws CancellationException when cancelled
   */
  public Result run(Base base, TrainingSet set, BooleanSupplier cancelled) {
    List<DecodedImage> images = set.of(Split.TRAIN);
    if (!HeadFitting.hasRoom(
        images.size(), set.labels().size(), base.features(), Runtime.getRuntime().maxMemory())) {
      throw new DatasetException(
          "%d classes are too many to compare backbones by: name a backbone, or raise the heap (-Xmx)"
              .formatted(set.labels().size()));
    }
    FeatureMatrix matrix = new FeatureMatrix(base.features());
    double seconds;
    try (ImageFeatures features = new ImageFeatures(base, set.input(), frozen, resources)) {
      List<DecodedImage> first = images.subList(0, Math.min(WARM_UP, images.size()));
      features.addTo(new FeatureMatrix(base.features()), first, done -> {}, cancelled);
      long started = System.nanoTime();
      features.addTo(matrix, images, done -> {}, cancelled);
      seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
    }
    HeadExamples examples =
        HeadExamples.of(
            matrix, images, set.labels().size(), HeadExamples.equalWeights(images.size()));
    OutOfFold answers =
        new HeadFitting(learners.softmax()).fit(examples, Optional.empty(), cancelled).outOfFold();
    double loss = answers.loss(examples.labels(), examples.weights());
    if (Double.isNaN(loss)) {
      throw new DatasetException(
          "no class has images in two groups to compare backbones by: name a backbone");
    }
    return new Result(loss, answers.accuracy(examples.labels()), seconds / images.size());
  }
}
