package io.afterimage.cli.demo;

import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The images of a demonstration, in three parts that share none: a few that are labelled from the
 * start, those that people label while they flow, and those that nobody labels, by which versions
 * are measured.
 *
 * @param labels the classes
 * @param few what the first version learns from, and as many to validate it with, from the second
 *     part
 * @param toLabel those that people label, mixed
 * @param toMeasure the test images, mixed; those for validation where there are none
 * @param verified whether every one is known to be an image; of a user's files nobody knows
 */
record DemoImages(
    List<String> labels,
    List<LabelledImage> few,
    List<LabelledImage> toLabel,
    List<LabelledImage> toMeasure,
    boolean verified) {

  private static final long SEED = 1;

  /** More would only make the demonstration longer. */
  private static final int MOST_TO_LABEL = 2_000;

  /** Copies the lists. */
  DemoImages {
    labels = List.copyOf(labels);
    few = List.copyOf(few);
    toLabel = List.copyOf(toLabel);
    toMeasure = List.copyOf(toMeasure);
  }

  /**
   * A folder of the user's.
   *
   * @param fewPerClass how many of each class are labelled from the start; half of a small class
   */
  static DemoImages in(Path folder, int fewPerClass) {
    return of(FolderDataset.list(folder), fewPerClass, false);
  }

  /** The shipped ones, unpacked below this folder unless they are there. */
  static DemoImages shipped(Path folder, int fewPerClass) {
    ShippedImages.unpack(folder);
    return of(FolderDataset.list(folder), fewPerClass, true);
  }

  private static DemoImages of(Dataset dataset, int fewPerClass, boolean verified) {
    Split measured = dataset.sizes().containsKey(Split.TEST) ? Split.TEST : Split.VALIDATION;
    Map<String, List<LabelledImage>> others =
        dataset.images().stream()
            .filter(image -> image.split() != measured)
            .collect(
                Collectors.groupingBy(LabelledImage::label, TreeMap::new, Collectors.toList()));
    List<LabelledImage> few = new ArrayList<>();
    List<LabelledImage> toLabel = new ArrayList<>();
    others.forEach(
        (label, images) -> {
          int known = Math.min(fewPerClass, images.size() / 2);
          images.subList(0, known).forEach(image -> few.add(as(Split.TRAIN, image)));
          images.subList(known, 2 * known).forEach(image -> few.add(as(Split.VALIDATION, image)));
          toLabel.addAll(images.subList(known, images.size()));
        });
    List<LabelledImage> chosen = mixed(toLabel);
    return new DemoImages(
        dataset.labels(),
        few,
        chosen.subList(0, Math.min(chosen.size(), MOST_TO_LABEL)),
        mixed(dataset.images().stream().filter(p -> p.split() == measured).toList()),
        verified);
  }

  /** What the first version is trained on. */
  Dataset first() {
    return new Dataset(labels, few, Map.of(), List.of());
  }

  private static LabelledImage as(Split split, LabelledImage image) {
    return image.in(split);
  }

  private static List<LabelledImage> mixed(Collection<LabelledImage> images) {
    List<LabelledImage> mixed = new ArrayList<>(images);
    Collections.shuffle(mixed, new Random(SEED));
    return mixed;
  }
}
