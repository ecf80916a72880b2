package io.afterimage.cli.training;

import io.afterimage.models.ClassNames;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.dataset.TrainingSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the images of a training are, and which of them it takes.
 *
 * @param path of a folder with one folder of images per class
 * @param minimumPerClass classes with fewer usable ones are left out; without it, one that has
 *     fewer than {@link FolderDataset#DEFAULT_MINIMUM_PER_CLASS} is an error: nobody is to learn
 *     from the model that a class is missing
 * @param testShare of the validation images, set aside for testing
 */
public record ImageFolder(Path path, Optional<Integer> minimumPerClass, double testShare) {

  /**
   * Lists the images without reading them.
   *
   * @throws DatasetException when there are none, or too few, or they cannot be listed
   */
  public Dataset list() {
    int least = least();
    Dataset dataset = FolderDataset.list(path, StableSplit.SERVICE, least);
    if (minimumPerClass.isEmpty() && !dataset.leftOut().isEmpty()) {
      throw new DatasetException(
          "%s, at least %d are needed: add images, or leave such classes out with --min-per-class %d"
              .formatted(tooSmall(dataset), least, least));
    }
    return dataset.withTestShare(testShare);
  }

  /**
   * What is left of them now that they were read, since a file may be no image.
   *
   * @param listed by {@link #list}
   * @param read of these
   * @return the same data set where every class has enough usable images
   * @throws DatasetException when one has not, and is not to be left out
   */
  public Dataset usable(Dataset listed, TrainingSet read) {
    Map<String, String> small = new UsableImages(listed, read).fewerThan(least());
    if (small.isEmpty()) {
      return listed;
    }
    boolean enough = listed.labels().size() - small.size() >= Dataset.LEAST_CLASSES;
    if (minimumPerClass.isEmpty() || !enough) {
      throw new DatasetException(
          "%s; at least %d are needed: replace what is broken%s"
              .formatted(
                  ClassNames.inWords(small.values(), small.size()),
                  least(),
                  enough
                      ? ", or leave such classes out with --min-per-class " + least()
                      : "; a classifier needs two or more classes"));
    }
    Set<String> broken = read.skipped().stream().map(SkippedImage::id).collect(Collectors.toSet());
    return Dataset.of(
            path.toString(),
            Set.copyOf(listed.labels()),
            listed.images().stream().filter(image -> !broken.contains(image.id())).toList(),
            least())
        .withNotices(listed.notices());
  }

  private int least() {
    return minimumPerClass.orElse(FolderDataset.DEFAULT_MINIMUM_PER_CLASS);
  }

  private static String tooSmall(Dataset dataset) {
    List<String> small =
        new TreeMap<>(dataset.leftOut())
            .entrySet().stream()
                .map(
                    left ->
                        "class %s has %d image%s"
                            .formatted(
                                left.getKey(), left.getValue(), left.getValue() == 1 ? "" : "s"))
                .toList();
    return ClassNames.inWords(small, small.size());
  }
}
