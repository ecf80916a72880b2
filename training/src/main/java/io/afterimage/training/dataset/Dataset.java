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
 * Labelled pictures, not yet read.
 *
 * @param labels the classes in alphabetical order: a label's place is its index in the model
 * @param pictures those of these labels, sorted by id
 * @param leftOut classes that had too few pictures, with how many they had, by name
 * @param notices what was skipped or looks wrong, in words for people
 */
public record Dataset(
    List<String> labels,
    List<LabelledPicture> pictures,
    Map<String, Integer> leftOut,
    List<String> notices) {

  /** Fewer classes leave nothing to tell apart. */
  public static final int LEAST_CLASSES = 2;

  /** Copies the collections. */
  public Dataset {
    labels = List.copyOf(labels);
    pictures = List.copyOf(pictures);
    leftOut = Map.copyOf(leftOut);
    notices = List.copyOf(notices);
  }

  /**
   * Leaves out classes that are too small to learn.
   *
   * @param origin where the pictures come from, for messages
   * @param minimumPerClass pictures of all splits that a class needs, at least 1
   * @throws DatasetException when there are no pictures, or fewer than two classes remain, or more
   *     than {@link ClassLimits} allows
   */
  public static Dataset of(
      String origin, Collection<LabelledPicture> pictures, int minimumPerClass) {
    return of(origin, Set.of(), pictures, minimumPerClass);
  }

  /**
   * The same, where a class may have no picture.
   *
   * @param classes that there are to be; those of the pictures need not be among them
   * @throws DatasetException as well
   */
  public static Dataset of(
      String origin,
      Set<String> classes,
      Collection<LabelledPicture> pictures,
      int minimumPerClass) {
    if (pictures.isEmpty()) {
      throw new DatasetException(
          origin + " has no pictures: put them into one folder per class below it");
    }
    Map<String, Integer> sizes = new TreeMap<>();
    classes.forEach(label -> sizes.put(label, 0));
    pictures.forEach(picture -> sizes.merge(picture.label(), 1, Integer::sum));
    Map<String, Integer> leftOut = new TreeMap<>(sizes);
    leftOut.values().removeIf(size -> size >= minimumPerClass);
    TreeSet<String> labels = new TreeSet<>(sizes.keySet());
    labels.removeAll(leftOut.keySet());
    if (labels.size() < LEAST_CLASSES) {
      throw new DatasetException(
          "%s has %s with at least %d pictures (found {%s}): a classifier needs two or more"
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
        pictures.stream()
            .filter(picture -> labels.contains(picture.label()))
            .sorted((a, b) -> a.id().compareTo(b.id()))
            .toList(),
        leftOut,
        List.of());
  }

  /** The same with these notices. */
  public Dataset withNotices(List<String> told) {
    return new Dataset(labels, pictures, leftOut, told);
  }

  /** The same classes with the pictures of these splits only. */
  public Dataset only(Set<Split> splits) {
    return new Dataset(
        labels,
        pictures.stream().filter(picture -> splits.contains(picture.split())).toList(),
        leftOut,
        notices);
  }

  /**
   * The same pictures, a share of those for validation set aside for testing; which ones follows
   * from their ids alone.
   *
   * @param share 0 up to, not including, 1
   * @throws IllegalArgumentException when it is not
   */
  public Dataset withTestShare(double share) {
    Range.SHARE.require("test share", share);
    return new Dataset(
        labels,
        pictures.stream().map(p -> isForTest(p, share) ? p.in(Split.TEST) : p).toList(),
        leftOut,
        notices);
  }

  /** Another hash than that of the split, whose validation pictures all have small positions. */
  private static boolean isForTest(LabelledPicture picture, double share) {
    return picture.split() == Split.VALIDATION
        && StableSplit.position("test/" + picture.id()) < share;
  }

  /** How many pictures each split has; splits without any are absent. */
  public Map<Split, Long> sizes() {
    return pictures.stream()
        .map(LabelledPicture::split)
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }
}
