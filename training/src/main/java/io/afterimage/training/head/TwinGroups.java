package io.afterimage.training.head;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups of examples for folds in which near twins lie together: an example joins the first leader
 * that it is a twin of, or becomes one (leader clustering, Hartigan 1975, chapter 3). So there are
 * no chains of twins of twins. A group that was given stays what it is, and leads.
 *
 * @param names the group of each example
 * @param isDivided whether some twins are in different groups because theirs was full
 */
public record TwinGroups(List<String> names, boolean isDivided) {

  /** Examples that join one leader, at most: where all images are alike, folds stay even. */
  private static final int MOST = 50;

  /** Every class has as many groups at least, so that heads which answer for it know it. */
  private static final int LEAST_OF_CLASS = 3;

  /** Copies the names. */
  public TwinGroups {
    names = List.copyOf(names);
  }

  /**
   * In the order of the rows.
   *
   * @param ids of the images
   * @param given the groups, an image's own id where none was given
   * @param labels of the images, from 0
   */
  public static TwinGroups of(
      NearTwins twins, List<String> ids, List<String> given, List<Integer> labels) {
    Map<Integer, Integer> ofClass = new HashMap<>();
    labels.forEach(label -> ofClass.merge(label, 1, Integer::sum));
    List<String> names = new ArrayList<>(given);
    BitSet leaders = new BitSet(twins.rows());
    BitSet full = new BitSet(twins.rows());
    int[] followers = new int[twins.rows()];
    boolean isDivided = false;
    for (int row = 0; row < twins.rows(); row++) {
      BitSet alike = twins.twinsBefore(row, leaders);
      boolean mayJoin = given.get(row).equals(ids.get(row));
      if (mayJoin && alike.intersects(full)) {
        isDivided = true;
        alike.andNot(full);
      }
      int leader = alike.nextSetBit(0);
      if (mayJoin && leader >= 0) {
        names.set(row, names.get(leader));
        followers[leader]++;
        full.set(leader, 1 + followers[leader] >= most(ofClass.get(labels.get(leader))));
      } else {
        leaders.set(row);
        full.set(row, most(ofClass.get(labels.get(row))) <= 1);
      }
    }
    return new TwinGroups(names, isDivided);
  }

  private static int most(int ofClass) {
    return Math.min(MOST, Math.max(1, ofClass / LEAST_OF_CLASS));
  }
}
