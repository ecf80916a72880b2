package io.afterimage.cli.folders;

import io.afterimage.client.labels.LabelSource;
import io.afterimage.images.ImageBytes;
import io.afterimage.schemas.events.Label;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.StableSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Labels of the images in a folder with one folder per class, as training reads it; ids are those
 * that {@code produce} gives the same folder.
 */
public final class LabelFolder {

  private LabelFolder() {}

  /**
   * Reads the folder.
   *
   * @param by who says so
   * @param at when it was said
   * @throws io.afterimage.training.dataset.DatasetException when it cannot be read, or is laid out
   *     in a way that is not known
   */
  public static LabelSource read(Path folder, Optional<String> by, Instant at) {
    FolderDataset.Listing listing = FolderDataset.listing(folder, StableSplit.SERVICE);
    List<Label> labels = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> notices = new ArrayList<>(listing.notices());
    for (LabelledImage image : listing.images()) {
      try {
        if (ImageBytes.areLikeAnImage(image.source().read())) {
          labels.add(new Label(image.id(), image.label(), by, Optional.of(at)));
        } else {
          notices.add("skipped %s: not an image".formatted(folder.resolve(image.id())));
        }
      } catch (IOException e) {
        problems.add("%s cannot be read: %s".formatted(folder.resolve(image.id()), e.getMessage()));
      }
    }
    return new LabelSource(labels, problems, notices);
  }
}
