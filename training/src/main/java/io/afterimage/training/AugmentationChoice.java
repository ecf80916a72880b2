package io.afterimage.training;

import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Chooses how training images vary: for each policy a head is fitted on the features of some
 * training images and of one variation of each, and the policy is taken whose heads have the
 * smallest cross-entropy on the images as they are, each judged by a head that has seen neither it
 * nor its variation. The features are the base's before it learns. Where there are too many classes
 * to fit heads, images vary as in the tutorial. Used by one thread.
 *
 * @param base takes images to features
 * @param frozen runs it
 * @param fitting fits the heads
 * @param resources threads
 */
record AugmentationChoice(
    Base base, FrozenGraphs frozen, HeadFitting fitting, Resources resources) {

  private static final int FEWEST_IMAGES = 400;
  private static final int IMAGES_OF_A_CLASS = 4;

  /**
   * The same schedule, with a policy's figures where it has none.
   *
   * @param state has what an earlier attempt chose, and keeps what this one does
   */
  ScheduleConfig settle(
      TrainingSet images,
      ScheduleConfig config,
      RunState state,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    if (!config.augmentation().automatic()) {
      return config;
    }
    if (!config.isAugmented()) {
      return config.withAugmentation(Augmentation.NONE);
    }
    if (state.augmentation().isPresent()) {
      return config.withAugmentation(state.augmentation().get());
    }
    List<DecodedImage> sample = sample(images, config.seed());
    if (!HeadFitting.hasRoom(
        2 * sample.size(),
        images.labels().size(),
        base.features(),
        Runtime.getRuntime().maxMemory())) {
      return config.withAugmentation(Augmentation.DEFAULT);
    }
    Map<AugmentationPolicy, Double> losses = losses(images, sample, config.seed(), cancelled);
    AugmentationPolicy best =
        Collections.min(losses.entrySet(), Map.Entry.comparingByValue()).getKey();
    state.chosen(best.augmentation());
    listener.augmentationChosen(best, losses);
    return config.withAugmentation(best.augmentation());
  }

  private Map<AugmentationPolicy, Double> losses(
      TrainingSet images, List<DecodedImage> sample, long seed, BooleanSupplier cancelled) {
    Map<AugmentationPolicy, Double> losses = new EnumMap<>(AugmentationPolicy.class);
    try (ImageFeatures features = new ImageFeatures(base, images.input(), frozen, resources)) {
      FeatureMatrix plain = new FeatureMatrix(base.features());
      features.addTo(plain, sample, done -> {}, cancelled);
      for (AugmentationPolicy policy : AugmentationPolicy.values()) {
        FeatureMatrix both = new FeatureMatrix(base.features());
        for (int row = 0; row < plain.rows(); row++) {
          both.add(plain.row(row));
        }
        if (policy != AugmentationPolicy.NONE) {
          features.addTo(
              both,
              sample,
              policy.augmentation().writer(images.input(), seed, 0),
              done -> {},
              cancelled);
        }
        losses.put(policy, loss(both, sample, images.labels().size(), cancelled));
      }
    }
    return losses;
  }

  private double loss(
      FeatureMatrix features, List<DecodedImage> sample, int classes, BooleanSupplier cancelled) {
    int rows = features.rows();
    int[] labels = new int[rows];
    List<String> groups = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      DecodedImage image = sample.get(row % sample.size());
      labels[row] = image.label();
      groups.add(image.group());
    }
    HeadExamples examples =
        new HeadExamples(features, labels, classes, HeadExamples.equalWeights(rows), groups);
    double[] asTheyAre = new double[rows];
    Arrays.fill(asTheyAre, 0, sample.size(), 1);
    return fitting.fit(examples, Optional.empty(), cancelled).outOfFold().loss(labels, asTheyAre);
  }

  /** Some images of each class, and others up to a number. */
  private static List<DecodedImage> sample(TrainingSet images, long seed) {
    int[] taken = new int[images.labels().size()];
    int most = Math.max(FEWEST_IMAGES, taken.length * IMAGES_OF_A_CLASS);
    List<DecodedImage> sample = new ArrayList<>();
    List<DecodedImage> others = new ArrayList<>();
    for (DecodedImage image : ImageOrder.shuffled(images.of(Split.TRAIN), seed, 0)) {
      (taken[image.label()]++ < IMAGES_OF_A_CLASS ? sample : others).add(image);
    }
    sample.addAll(others.subList(0, Math.min(most - sample.size(), others.size())));
    return sample;
  }
}
