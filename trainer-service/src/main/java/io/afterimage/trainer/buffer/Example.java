package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.Optional;

/**
 * One labelled image at training size.
 *
 * @param id the image id
 * @param label the true label
 * @param split what it is for: all examples of a group share it, and it never changes
 * @param labelledAt when the label was given; never in the future
 * @param source where the original image lay
 * @param sha256 of the original image's bytes, if the prediction named it
 * @param labelledBy who gave the label, if known
 * @param group of images that belong together, such as frames of one scene; empty: the image stands
 *     for itself
 * @param askedFor why its label was asked for, in the words of the request; empty: nobody asked, or
 *     it is not known
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
    Optional<String> group,
    Optional<String> askedFor,
    ImageBytes image) {

  /** Without a group, and not asked for. */
  public Example(
      String id,
      String label,
      Split split,
      Instant labelledAt,
      ImagePointer source,
      Optional<String> sha256,
      Optional<String> labelledBy,
      ImageBytes image) {
    this(
        id,
        label,
        split,
        labelledAt,
        source,
        sha256,
        labelledBy,
        Optional.empty(),
        Optional.empty(),
        image);
  }

  /** In memory, by an unknown labeller. */
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
    return new Example(id, label, split, labelledAt, source, digest, by, group, askedFor, image);
  }

  /** Whether both are one image under one label: by their digests, else by their places. */
  public boolean teachesTheSameAs(Example other) {
    boolean sameImage =
        (sha256.isPresent() && other.sha256.isPresent())
            ? sha256.equals(other.sha256)
            : source.equals(other.source);
    return sameImage && label.equals(other.label);
  }

  /** The same example in a group. */
  public Example inGroup(Optional<String> other) {
    return new Example(
        id, label, split, labelledAt, source, sha256, labelledBy, other, askedFor, image);
  }

  /** The same example, whose label was asked for; empty: nothing more is known than before. */
  public Example askedFor(Optional<String> why) {
    return new Example(
        id,
        label,
        split,
        labelledAt,
        source,
        sha256,
        labelledBy,
        group,
        why.or(() -> askedFor),
        image);
  }

  /**
   * Whether its label was asked for because of what a version said of the image, and not by chance:
   * it is one of those that the version finds hard.
   */
  public boolean wasChosen() {
    return askedFor.filter(why -> !why.equals(LabelRequest.AUDIT)).isPresent();
  }

  /** What it belongs to: its group, or itself alone. */
  public String groupOrId() {
    return group.orElse(id);
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
    return new Example(id, newLabel, split, at, source, sha256, by, group, askedFor, image);
  }

  /** The same example with its image kept elsewhere. */
  Example keptAs(ImageBytes elsewhere) {
    return new Example(
        id, label, split, labelledAt, source, sha256, labelledBy, group, askedFor, elsewhere);
  }
}
