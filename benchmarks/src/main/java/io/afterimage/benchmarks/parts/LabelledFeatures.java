package io.afterimage.benchmarks.parts;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.ImageFeatures;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import io.afterimage.training.djl.OnnxFrozenGraphs;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.HeadExamples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Images as the frozen MobileNetV2 sees them.
 *
 * @param features a row per image
 * @param images in the rows' order
 * @param classes of the whole folder
 */
public record LabelledFeatures(FeatureMatrix features, List<DecodedImage> images, int classes) {

  /** Those to learn from and those to score: test images, or validation images without them. */
  public record Folder(LabelledFeatures pool, LabelledFeatures fresh) {}

  /** Reads a folder of {@code train/} and {@code test/} or {@code validation/}. */
  public static Folder read(Path folder, int size) {
    TrainingSet set =
        new TrainingSetReader(
                new ImageDecoder(ImageLimits.DEFAULT)::decode, Resources.ofMachine().threads())
            .read(
                FolderDataset.list(folder),
                InputSpec.square(size),
                TrainingSetReader.Progress.NONE,
                () -> false);
    List<DecodedImage> pool = new ArrayList<>(set.of(Split.TRAIN));
    boolean hasTest = !set.of(Split.TEST).isEmpty();
    if (hasTest) {
      pool.addAll(set.of(Split.VALIDATION));
    }
    return new Folder(of(set, pool), of(set, set.of(hasTest ? Split.TEST : Split.VALIDATION)));
  }

  /** Of the training images of a set. */
  public static LabelledFeatures of(TrainingSet set) {
    return of(set, set.of(Split.TRAIN));
  }

  private static LabelledFeatures of(TrainingSet set, List<DecodedImage> images) {
    PretrainedBase base =
        new PretrainedBase(
            KnownBackbone.MOBILENETV2.shippedTable(), KnownBackbone.MOBILENETV2.shippedWeights());
    OnnxFrozenGraphs frozen = new OnnxFrozenGraphs(new OnnxRuntimeEngine(new Device.Cpu()));
    FeatureMatrix matrix = new FeatureMatrix(base.features());
    try (ImageFeatures through =
        new ImageFeatures(base, set.input(), frozen, Resources.ofMachine())) {
      through.addTo(matrix, images, done -> {}, () -> false);
    }
    return new LabelledFeatures(matrix, images, set.labels().size());
  }

  /**
   * Some images at random.
   *
   * @param counts of each class; the last one holds for all further classes
   */
  public HeadExamples draw(int[] counts, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < images.size(); row++) {
      order.add(row);
    }
    Collections.shuffle(order, new Random(seed));
    int[] left = new int[classes];
    Arrays.setAll(left, label -> counts[Math.min(label, counts.length - 1)]);
    order.removeIf(row -> left[images.get(row).label()]-- <= 0);
    FeatureMatrix drawn = new FeatureMatrix(features.columns());
    order.forEach(row -> drawn.add(features.row(row)));
    return new HeadExamples(
        drawn,
        order.stream().mapToInt(row -> images.get(row).label()).toArray(),
        classes,
        HeadExamples.equalWeights(order.size()),
        order.stream().map(row -> images.get(row).group()).toList());
  }
}
