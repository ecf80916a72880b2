package io.afterimage.training.head;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups of examples for folds in which near twins lie together: an example joins the first leader
 * that it is a twin of, or becomes one (leader clustering, Hartigan 1975, chapter 3). So there are
 * no chains of twins of twins. A group that was given stays what it is, and leads. Some twins are
 * in different groups all the same: twins of twins, those whose group was full, and those for whom
 * groups were given.
 */
public final class TwinGroups {

  /** Examples of a group that others join, at most: where all images are alike, folds stay even. */
  private static final int MOST = 50;

  /** Every class has as many groups at least, so that heads which answer for it know it. */
  private static final int LEAST_OF_CLASS = 3;

  private final Map<Integer, Integer> ofClass = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private final Map<Share, Integer> shares = new HashMap<>();

  /** The examples of one class in a group. */
  private record Share(String group, int label) {}

  private TwinGroups(List<Integer> labels) {
    labels.forEach(label -> ofClass.merge(label, 1, Integer::sum));
  }

  /**
   * The group of each example, in the order of the rows.
   *
   * @param ids of the images
   * @param given the groups, an image's own id where none was given
   * @param labels of the images, from 0
   */
  public static List<String> of(
      NearTwins twins, List<String> ids, List<String> given, List<Integer> labels) {
    TwinGroups groups = new TwinGroups(labels);
    List<String> names = new ArrayList<>(given);
    BitSet leaders = new BitSet(twins.rows());
    for (int row = 0; row < twins.rows(); row++) {
      int label = labels.get(row);
      Optional<String> joined = Optional.empty();
      if (given.get(row).equals(ids.get(row))) {
        joined =
            twins.twinsBefore(row, leaders).stream()
                .mapToObj(names::get)
                .filter(group -> groups.hasRoom(group, label))
                .findFirst();
      }
      if (joined.isPresent()) {
        names.set(row, joined.get());
      } else {
        leaders.set(row);
      }
      groups.add(names.get(row), label);
    }
    return List.copyOf(names);
  }

  private void add(String group, int label) {
    sizes.merge(group, 1, Integer::sum);
    shares.merge(new Share(group, label), 1, Integer::sum);
  }

  private boolean hasRoom(String group, int label) {
    return sizes.get(group) < MOST
        && shares.getOrDefault(new Share(group, label), 0)
            < Math.max(1, ofClass.get(label) / LEAST_OF_CLASS);
  }
}
