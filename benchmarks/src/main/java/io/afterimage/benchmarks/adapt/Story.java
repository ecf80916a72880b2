package io.afterimage.benchmarks.adapt;

import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * Images as they come. No image is in two of the lists.
 *
 * @param change what happens to the world
 * @param first those of the old world that the first version learns
 * @param known those of the old world that are labelled before the stream begins
 * @param stream those that are sent, in this order
 * @param changed the place in the stream of the first image of the new world
 * @param fresh those of the new world that are never sent, to score versions by; none where the
 *     stream is all that there is
 * @param newClass the class that comes in, if one does
 */
public record Story(
    Change change,
    List<LabelledImage> first,
    List<LabelledImage> known,
    List<LabelledImage> stream,
    int changed,
    List<LabelledImage> fresh,
    Optional<String> newClass) {

  /** Fewer fresh images say too little: the standard error would be above four points. */
  private static final int LEAST_FRESH = 100;

  /** Every so manyth image of the first ones validates. */
  private static final int VALIDATION_EVERY = 5;

  /** Copies the lists. */
  public Story {
    first = List.copyOf(first);
    known = List.copyOf(known);
    stream = List.copyOf(stream);
    fresh = List.copyOf(fresh);
  }

  /** How many images each part has. */
  public record Lengths(int first, int known, int before, int after) {

    private int ofOldWorld() {
      return first + known + before;
    }
  }

  /**
   * Draws the parts at random.
   *
   * @param images of the old world
   * @param newClass the class that comes in, where that is the change
   * @throws IllegalArgumentException when there are too few images
   */
  public static Story of(
      Change change,
      Collection<LabelledImage> images,
      Lengths lengths,
      Optional<String> newClass,
      long seed) {
    List<LabelledImage> old = new ArrayList<>(images);
    Collections.shuffle(old, new Random(seed));
    List<LabelledImage> rest = new ArrayList<>();
    newClass.ifPresent(
        name -> {
          old.stream().filter(image -> image.label().equals(name)).forEach(rest::add);
          old.removeAll(rest);
        });
    int needed = lengths.ofOldWorld();
    if (old.size() < needed || images.size() < needed + lengths.after() + LEAST_FRESH) {
      throw new IllegalArgumentException(
          "%d images are too few: the story takes %d of the old world, %d of the new one, and %d to score versions by; shorten it, or name a larger folder"
              .formatted(images.size(), needed, lengths.after(), LEAST_FRESH));
    }
    rest.addAll(old.subList(needed, old.size()));
    Collections.shuffle(rest, new Random(seed));
    List<LabelledImage> changed = rest.stream().map(image -> changed(change, image)).toList();
    int streamed = lengths.first() + lengths.known();
    List<LabelledImage> stream = new ArrayList<>(old.subList(streamed, needed));
    stream.addAll(changed.subList(0, lengths.after()));
    return new Story(
        change,
        toLearn(old.subList(0, lengths.first())),
        old.subList(lengths.first(), streamed),
        stream,
        lengths.before(),
        changed.subList(lengths.after(), changed.size()),
        newClass);
  }

  /**
   * Images in an order that is given: {@code stream.csv} has the columns order, file, label and
   * group.
   *
   * @param first how many of them the first version learns
   * @throws IOException when there is no such file
   */
  public static Story inOrder(Path folder, int first) throws IOException {
    List<LabelledImage> images = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder.resolve("stream.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Path file = folder.resolve(cells[1]);
      images.add(
          new LabelledImage(
              cells[1],
              cells[2],
              Split.TRAIN,
              Optional.of(cells[3]),
              () -> Files.readAllBytes(file)));
    }
    return new Story(
        Change.STREAM,
        toLearn(images.subList(0, first)),
        List.of(),
        images.subList(first, images.size()),
        0,
        List.of(),
        Optional.empty());
  }

  /** What the first version is trained on. */
  public Dataset firstDataset() {
    return dataset(first);
  }

  /** Images with their classes in alphabetical order. */
  static Dataset dataset(List<LabelledImage> images) {
    TreeSet<String> labels = new TreeSet<>();
    images.forEach(image -> labels.add(image.label()));
    return new Dataset(List.copyOf(labels), images, Map.of(), List.of());
  }

  private static List<LabelledImage> toLearn(List<LabelledImage> images) {
    List<LabelledImage> split = new ArrayList<>();
    for (LabelledImage image : images) {
      boolean validates = split.size() % VALIDATION_EVERY == 0;
      split.add(image.in(validates ? Split.VALIDATION : Split.TRAIN));
    }
    return split;
  }

  private static LabelledImage changed(Change change, LabelledImage image) {
    return new LabelledImage(
        image.id(),
        image.label(),
        Split.TRAIN,
        image.group(),
        () -> change.changed(image.source().read()));
  }
}
