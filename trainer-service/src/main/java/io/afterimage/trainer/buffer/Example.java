package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.Optional;

/**
 * One labelled image at training size.
 *
 * @param id the image id
 * @param label the true label
 * @param split what it is for; follows from the id alone
 * @param labelledAt when the label was given; never in the future
 * @param source where the original image lay
 * @param sha256 of the original image's bytes, if the prediction named it
 * @param labelledBy who gave the label, if known
 * @param image size x size RGB, losslessly compressed as PNG
 */
public record Example(
    String id,
    String label,
    Split split,
    Instant labelledAt,
    ImagePointer source,
    Optional<String> sha256,
    Optional<String> labelledBy,
    ImageBytes image) {

  /** In memory, labelled by nobody knows whom. */
  public Example(
      String id, String label, Split split, Instant labelledAt, ImagePointer source, byte[] png) {
    this(
        id,
        label,
        split,
        labelledAt,
        source,
        Optional.empty(),
        Optional.empty(),
        ImageBytes.of(png));
  }

  /** The same example made from the original image of that digest, labelled by that person. */
  public Example with(Optional<String> digest, Optional<String> by) {
    return new Example(id, label, split, labelledAt, source, digest, by, image);
  }

  /** Whether both are one image under one label: by their digests, else by their places. */
  public boolean teachesTheSameAs(Example other) {
    boolean sameImage =
        (sha256.isPresent() && other.sha256.isPresent())
            ? sha256.equals(other.sha256)
            : source.equals(other.source);
    return sameImage && label.equals(other.label);
  }

  /** The PNG's bytes, read from where they are kept. */
  public byte[] png() {
    return image.read();
  }

  /** The same image under another label. */
  public Example relabelled(String newLabel, Instant at) {
    return relabelled(newLabel, at, labelledBy);
  }

  /** The same image under another label, given by somebody else. */
  public Example relabelled(String newLabel, Instant at, Optional<String> by) {
    return new Example(id, newLabel, split, at, source, sha256, by, image);
  }

  /** The same example with its image kept elsewhere. */
  Example keptAs(ImageBytes elsewhere) {
    return new Example(id, label, split, labelledAt, source, sha256, labelledBy, elsewhere);
  }
}
