package io.afterimage.cli.training;

import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.DatasetException;
import io.afterimage.trainer.dataset.FolderDataset;
import io.afterimage.trainer.dataset.StableSplit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the pictures of a training are, and which of them it takes.
 *
 * @param path of a folder with one folder of pictures per class
 * @param minimumPerClass classes with fewer are left out; without it, one that has fewer than
 *     {@link FolderDataset#DEFAULT_MINIMUM_PER_CLASS} is an error: nobody is to learn from the
 *     model that a class is missing
 * @param testShare of the validation pictures, set aside for testing
 */
public record PictureFolder(Path path, Optional<Integer> minimumPerClass, double testShare) {

  /**
   * Lists the pictures without reading them.
   *
   * @throws DatasetException when there are none, or too few, or they cannot be listed
   */
  public Dataset list() {
    int least = minimumPerClass.orElse(FolderDataset.DEFAULT_MINIMUM_PER_CLASS);
    Dataset dataset = FolderDataset.list(path, StableSplit.FOLDER, least);
    if (minimumPerClass.isEmpty() && !dataset.leftOut().isEmpty()) {
      throw new DatasetException(
          "%s, at least %d are needed: add pictures, or leave such classes out with --min-per-class %d"
              .formatted(tooSmall(dataset), least, least));
    }
    return dataset.withTestShare(testShare);
  }

  private static String tooSmall(Dataset dataset) {
    return new TreeMap<>(dataset.leftOut())
        .entrySet().stream()
            .map(
                left ->
                    "class %s has %d picture%s"
                        .formatted(left.getKey(), left.getValue(), left.getValue() == 1 ? "" : "s"))
            .collect(Collectors.joining(", "));
  }
}
