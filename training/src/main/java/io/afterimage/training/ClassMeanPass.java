package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.ClassMeans;
import io.afterimage.training.head.FeatureMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Takes unaugmented training images through the layers that a model will have, for the means of its
 * classes.
 *
 * @param frozen runs these layers
 */
record ClassMeanPass(FrozenGraphs frozen, Resources resources) {

  /** The mean of this many images hardly differs from that of all. */
  private static final int IMAGES = 1_000;

  /** Fewer make a mean that depends on which they are. */
  private static final int LEAST_PER_CLASS = 20;

  /**
   * (classes, features), from about 1,000 images, but at least 20 of each class where it has them.
   *
   * @param base with what was learned
   */
  Tensor run(Base base, TrainingSet images, BooleanSupplier cancelled) {
    int classes = images.labels().size();
    List<DecodedImage> chosen = chosen(images.of(Split.TRAIN), classes);
    ClassMeans means = new ClassMeans(classes, base.features());
    try (ImageFeatures features = new ImageFeatures(base, images.input(), frozen, resources)) {
      for (int from = 0; from < chosen.size(); from += FeatureMatrix.BLOCK_ROWS) {
        int to = Math.min(chosen.size(), from + FeatureMatrix.BLOCK_ROWS);
        List<DecodedImage> block = chosen.subList(from, to);
        FeatureMatrix rows = new FeatureMatrix(base.features());
        features.addTo(rows, block, done -> {}, cancelled);
        means.add(rows, block.stream().mapToInt(DecodedImage::label).toArray());
      }
    }
    return means.means();
  }

  /** At even distances within each class, for neighbours may be alike. */
  private static List<DecodedImage> chosen(List<DecodedImage> images, int classes) {
    int most = Math.max(LEAST_PER_CLASS, IMAGES / classes);
    List<List<DecodedImage>> byClass = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      byClass.add(new ArrayList<>());
    }
    images.forEach(image -> byClass.get(image.label()).add(image));
    List<DecodedImage> chosen = new ArrayList<>();
    for (List<DecodedImage> own : byClass) {
      int taken = Math.min(most, own.size());
      for (int i = 0; i < taken; i++) {
        chosen.add(own.get((int) ((long) i * own.size() / taken)));
      }
    }
    return chosen;
  }
}
