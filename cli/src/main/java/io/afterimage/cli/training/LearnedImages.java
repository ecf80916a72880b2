package io.afterimage.cli.training;

import io.afterimage.models.Lineage;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.TrainingSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** Which images a model is made with: those that it learns by their digests as well. */
public final class LearnedImages {

  private LearnedImages() {}

  /**
   * The lineage of a model of these images, some of which are read once more: the same image may
   * come into the stream under another id.
   *
   * @param dataset where they are
   * @throws UncheckedIOException when one cannot be read any more
   */
  public static Lineage lineage(TrainingSet images, Dataset dataset) {
    Lineage lineage = images.lineage();
    Set<String> learned = Set.copyOf(lineage.learned());
    Set<String> digests = new HashSet<>();
    for (LabelledImage image : dataset.images()) {
      if (learned.contains(image.id())) {
        try {
          digests.add(Sha256.of(image.source().read()));
        } catch (IOException e) {
          throw new UncheckedIOException("cannot read %s any more".formatted(image.id()), e);
        }
      }
    }
    return lineage.withLearnedImages(digests);
  }
}
