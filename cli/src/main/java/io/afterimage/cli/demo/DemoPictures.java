package io.afterimage.cli.demo;

import io.afterimage.cli.fetch.SafeUnzip;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.FolderDataset;
import io.afterimage.trainer.dataset.LabelledPicture;
import io.afterimage.trainer.dataset.Split;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The pictures of a demonstration.
 *
 * @param dataset all of them, split
 */
record DemoPictures(Dataset dataset) {

  private static final String ARCHIVE = "fashion-mnist.zip";
  private static final SafeUnzip UNZIP = new SafeUnzip(10_000, 64L << 20);
  private static final long SEED = 1;

  /** A folder of the user's. */
  static DemoPictures in(Path folder) {
    return new DemoPictures(FolderDataset.list(folder));
  }

  /** The shipped ones, unpacked below this folder unless they are there. */
  static DemoPictures shipped(Path folder) {
    if (!Files.isDirectory(folder)) {
      try (InputStream archive = DemoPictures.class.getResourceAsStream(ARCHIVE)) {
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        UNZIP.unpack(archive, part);
        Files.move(part, folder);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack the demo's pictures into " + folder, e);
      }
    }
    return in(folder);
  }

  /** What to train on: so many of each class to learn from, and so many to validate with. */
  Dataset training(int perClass, int validationPerClass) {
    Map<String, Integer> taken = new HashMap<>();
    List<LabelledPicture> chosen =
        dataset.pictures().stream()
            .filter(picture -> picture.split() != Split.TEST)
            .filter(
                picture -> {
                  boolean learns = picture.split() == Split.TRAIN;
                  int limit = learns ? perClass : validationPerClass;
                  return taken.merge(picture.split() + picture.label(), 1, Integer::sum) <= limit;
                })
            .toList();
    return new Dataset(dataset.labels(), chosen, Map.of());
  }

  /** What to stream, mixed: the test pictures; those for validation where there are none. */
  List<LabelledPicture> toStream() {
    Map<Split, Long> sizes = dataset.sizes();
    Split split = sizes.containsKey(Split.TEST) ? Split.TEST : Split.VALIDATION;
    List<LabelledPicture> pictures =
        new ArrayList<>(dataset.pictures().stream().filter(p -> p.split() == split).toList());
    Collections.shuffle(pictures, new Random(SEED));
    return List.copyOf(pictures);
  }
}
