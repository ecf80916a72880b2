package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.trainer.consensus.Opinion;
import io.afterimage.training.dataset.Split;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * @param opinions what each source said last, where several have said something, at most {@link
 *     #MOST_OPINIONS}, the latest last; empty: the label is the word of its one source
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
    List<Opinion> opinions,
    ImageBytes image) {

  /** The most sources that are remembered of an image; the earliest are forgotten. */
  public static final int MOST_OPINIONS = 16;

  /** Copies the list. */
  public Example {
    opinions = List.copyOf(opinions);
  }

  /** Labelled by one source. */
  public Example(
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
    this(
        id,
        label,
        split,
        labelledAt,
        source,
        sha256,
        labelledBy,
        group,
        askedFor,
        List.of(),
        image);
  }

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
    return new Example(
        id, label, split, labelledAt, source, digest, by, group, askedFor, opinions, image);
  }

  /** Whether both are one image under one label. */
  public boolean teachesTheSameAs(Example other) {
    return isOfTheSameImageAs(other) && label.equals(other.label);
  }

  /** Whether both are one image: by their digests, else by their places. */
  public boolean isOfTheSameImageAs(Example other) {
    return (sha256.isPresent() && other.sha256.isPresent())
        ? sha256.equals(other.sha256)
        : source.equals(other.source);
  }

  /** Whether all who have labelled the image say the same. */
  public boolean isUndisputed() {
    return opinions.stream().map(Opinion::label).distinct().count() < 2;
  }

  /**
   * The same example under the same label, knowing what a source says of it. What the source said
   * before is forgotten.
   */
  public Example hearing(Optional<String> by, String said, Instant at) {
    List<Opinion> all =
        new ArrayList<>(
            opinions.isEmpty() ? List.of(new Opinion(labelledBy, label, labelledAt)) : opinions);
    boolean known =
        all.stream().anyMatch(one -> one.source().equals(by) && one.label().equals(said));
    if (known) {
      return this;
    }
    all.removeIf(one -> one.source().equals(by));
    all.add(new Opinion(by, said, at));
    return withOpinions(all.subList(Math.max(0, all.size() - MOST_OPINIONS), all.size()));
  }

  /** The same example with what sources have said of it; one alone is not noted. */
  public Example withOpinions(List<Opinion> all) {
    return new Example(
        id,
        label,
        split,
        labelledAt,
        source,
        sha256,
        labelledBy,
        group,
        askedFor,
        all.size() < 2 ? List.of() : all,
        image);
  }

  /** The same example after its class was renamed, whoever had said so. */
  public Example renamed(String newLabel) {
    return relabelled(newLabel, labelledAt)
        .withOpinions(
            opinions.stream()
                .map(
                    one ->
                        one.label().equals(label)
                            ? new Opinion(one.source(), newLabel, one.at())
                            : one)
                .toList());
  }

  /** The same example in a group. */
  public Example inGroup(Optional<String> other) {
    return new Example(
        id, label, split, labelledAt, source, sha256, labelledBy, other, askedFor, opinions, image);
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
        opinions,
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
    return new Example(
        id, newLabel, split, at, source, sha256, by, group, askedFor, opinions, image);
  }

  /** The same example with its image kept elsewhere. */
  Example keptAs(ImageBytes elsewhere) {
    return new Example(
        id,
        label,
        split,
        labelledAt,
        source,
        sha256,
        labelledBy,
        group,
        askedFor,
        opinions,
        elsewhere);
  }
}
