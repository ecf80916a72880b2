package io.afterimage.training.dataset;

import io.afterimage.config.Range;
import io.afterimage.models.ClassLimits;
import io.afterimage.models.ClassNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Labelled images, not yet read.
 *
 * @param labels the classes in alphabetical order: a label's place is its index in the model
 * @param images those of these labels, sorted by id
 * @param leftOut classes that had too few images, with how many they had, by name
 * @param notices what was skipped or looks wrong; human-readable
 */
public record Dataset(
    List<String> labels,
    List<LabelledImage> images,
    Map<String, Integer> leftOut,
    List<String> notices) {

  /** Fewer classes leave nothing to tell apart. */
  public static final int LEAST_CLASSES = 2;

  /** Copies the collections. */
  public Dataset {
    labels = List.copyOf(labels);
    images = List.copyOf(images);
    leftOut = Map.copyOf(leftOut);
    notices = List.copyOf(notices);
  }

  /**
   * Leaves out classes that are too small to learn.
   *
   * @param origin where the images come from, for messages
   * @param minimumPerClass images of all splits that a class needs, at least 1
   * @throws DatasetException when there are no images, or fewer than two classes remain, or more
   *     than {@link ClassLimits} allows
   */
  public static Dataset of(String origin, Collection<LabelledImage> images, int minimumPerClass) {
    return of(origin, Set.of(), images, minimumPerClass);
  }

  /**
   * The same, where a class may have no image.
   *
   * @param classes the classes to use; those of the images need not be among them
   * @throws DatasetException as well
   */
  public static Dataset of(
      String origin, Set<String> classes, Collection<LabelledImage> images, int minimumPerClass) {
    if (images.isEmpty()) {
      throw new DatasetException(
          origin + " has no images: put them into one folder per class below it");
    }
    Map<String, Integer> sizes = new TreeMap<>();
    classes.forEach(label -> sizes.put(label, 0));
    images.forEach(image -> sizes.merge(image.label(), 1, Integer::sum));
    Map<String, Integer> leftOut = new TreeMap<>(sizes);
    leftOut.values().removeIf(size -> size >= minimumPerClass);
    TreeSet<String> labels = new TreeSet<>(sizes.keySet());
    labels.removeAll(leftOut.keySet());
    if (labels.size() < LEAST_CLASSES) {
      throw new DatasetException(
          "%s has %s with at least %d images (found {%s}): a classifier needs two or more"
              .formatted(
                  origin,
                  labels.isEmpty() ? "no class" : "only the class " + labels.first(),
                  minimumPerClass,
                  ClassNames.inWords(
                      sizes.entrySet().stream().map(Map.Entry::toString).toList(), sizes.size())));
    }
    ClassLimits.fault(labels)
        .ifPresent(
            fault -> {
              throw new DatasetException("%s has %s".formatted(origin, fault));
            });
    return new Dataset(
        List.copyOf(labels),
        images.stream()
            .filter(image -> labels.contains(image.label()))
            .sorted((a, b) -> a.id().compareTo(b.id()))
            .toList(),
        leftOut,
        List.of());
  }

  /** The same with these notices. */
  public Dataset withNotices(List<String> told) {
    return new Dataset(labels, images, leftOut, told);
  }

  /** The same classes with the images of these splits only. */
  public Dataset only(Set<Split> splits) {
    return new Dataset(
        labels,
        images.stream().filter(image -> splits.contains(image.split())).toList(),
        leftOut,
        notices);
  }

  /**
   * The same images, a share of those for validation set aside for testing; which ones follows from
   * their groups, or from their ids where they have none.
   *
   * @param share 0 up to, not including, 1
   * @throws IllegalArgumentException when it is not
   */
  public Dataset withTestShare(double share) {
    Range.SHARE.require("test share", share);
    return new Dataset(
        labels,
        images.stream().map(p -> isForTest(p, share) ? p.in(Split.TEST) : p).toList(),
        leftOut,
        notices);
  }

  /** Another hash than that of the split, whose validation images all have small positions. */
  private static boolean isForTest(LabelledImage image, double share) {
    return image.split() == Split.VALIDATION
        && StableSplit.position("test/" + image.groupOrId()) < share;
  }

  /** How many images each split has; splits without any are absent. */
  public Map<Split, Long> sizes() {
    return images.stream()
        .map(LabelledImage::split)
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }
}
