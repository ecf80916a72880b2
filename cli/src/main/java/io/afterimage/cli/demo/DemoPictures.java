package io.afterimage.cli.demo;

import io.afterimage.cli.fetch.SafeUnzip;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.LabelledPicture;
import io.afterimage.training.dataset.Split;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
 * The pictures of a demonstration, in three parts that share none: a few that are labelled from the
 * start, those that people label while they flow, and those that nobody labels, by which versions
 * are measured.
 *
 * @param labels the classes
 * @param few what the first version learns from, and as many to validate it with, from the second
 *     part
 * @param toLabel those that people label, mixed
 * @param toMeasure the test pictures, mixed; those for validation where there are none
 * @param verified whether every one is known to be a picture; of a user's files nobody knows
 */
record DemoPictures(
    List<String> labels,
    List<LabelledPicture> few,
    List<LabelledPicture> toLabel,
    List<LabelledPicture> toMeasure,
    boolean verified) {

  private static final String ARCHIVE = "fashion-mnist.zip";
  private static final SafeUnzip UNZIP = new SafeUnzip(10_000, 64L << 20);
  private static final long SEED = 1;

  /** More would only make the demonstration longer. */
  private static final int MOST_TO_LABEL = 2_000;

  /** Copies the lists. */
  DemoPictures {
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
  static DemoPictures in(Path folder, int fewPerClass) {
    return of(FolderDataset.list(folder), fewPerClass, false);
  }

  /** The shipped ones, unpacked below this folder unless they are there. */
  static DemoPictures shipped(Path folder, int fewPerClass) {
    if (!Files.isDirectory(folder)) {
      try (InputStream archive = DemoPictures.class.getResourceAsStream(ARCHIVE)) {
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        UNZIP.unpack(archive, part);
        Files.move(part, folder);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack the demo's pictures into " + folder, e);
      }
    }
    return of(FolderDataset.list(folder), fewPerClass, true);
  }

  private static DemoPictures of(Dataset dataset, int fewPerClass, boolean verified) {
    Split measured = dataset.sizes().containsKey(Split.TEST) ? Split.TEST : Split.VALIDATION;
    Map<String, List<LabelledPicture>> others =
        dataset.pictures().stream()
            .filter(picture -> picture.split() != measured)
            .collect(
                Collectors.groupingBy(LabelledPicture::label, TreeMap::new, Collectors.toList()));
    List<LabelledPicture> few = new ArrayList<>();
    List<LabelledPicture> toLabel = new ArrayList<>();
    others.forEach(
        (label, pictures) -> {
          int known = Math.min(fewPerClass, pictures.size() / 2);
          pictures.subList(0, known).forEach(picture -> few.add(as(Split.TRAIN, picture)));
          pictures
              .subList(known, 2 * known)
              .forEach(picture -> few.add(as(Split.VALIDATION, picture)));
          toLabel.addAll(pictures.subList(known, pictures.size()));
        });
    List<LabelledPicture> chosen = mixed(toLabel);
    return new DemoPictures(
        dataset.labels(),
        few,
        chosen.subList(0, Math.min(chosen.size(), MOST_TO_LABEL)),
        mixed(dataset.pictures().stream().filter(p -> p.split() == measured).toList()),
        verified);
  }

  /** What the first version is trained on. */
  Dataset first() {
    return new Dataset(labels, few, Map.of(), List.of());
  }

  private static LabelledPicture as(Split split, LabelledPicture picture) {
    return new LabelledPicture(picture.id(), picture.label(), split, picture.source());
  }

  private static List<LabelledPicture> mixed(Collection<LabelledPicture> pictures) {
    List<LabelledPicture> mixed = new ArrayList<>(pictures);
    Collections.shuffle(mixed, new Random(SEED));
    return mixed;
  }
}
