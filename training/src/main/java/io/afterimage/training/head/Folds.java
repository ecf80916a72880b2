package io.afterimage.training.head;

import io.afterimage.training.dataset.StableSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which fold answers for which example. A group is never divided, and the examples of each class
 * are spread as evenly as that allows. The same examples give the same folds.
 *
 * @param count how many there are: 5, or as many as groups where those are fewer
 * @param byRow the fold of each example, whose head has not learned it
 * @param present for each fold and class, whether examples of the class that count lie in other
 *     folds, so that the fold's head can know it
 */
record Folds(int count, int[] byRow, boolean[][] present) {

  static final int MOST = 5;

  /** Of these examples. */
  static Folds of(HeadExamples examples) {
    Map<String, List<Integer>> groups = new HashMap<>();
    for (int row = 0; row < examples.rows(); row++) {
      groups.computeIfAbsent(examples.groups().get(row), key -> new ArrayList<>()).add(row);
    }
    int count = Math.min(MOST, groups.size());
    int[][] sizes = new int[count][examples.classes()];
    int[][] counting = new int[count][examples.classes()];
    int[] totals = new int[count];
    int[] byRow = new int[examples.rows()];
    for (List<Integer> rows : inOrder(groups)) {
      int fold = emptiest(rows, examples, sizes, totals);
      for (int row : rows) {
        byRow[row] = fold;
        sizes[fold][examples.labels()[row]]++;
        counting[fold][examples.labels()[row]] += examples.weights()[row] > 0 ? 1 : 0;
        totals[fold]++;
      }
    }
    return new Folds(count, byRow, present(counting, examples.classes()));
  }

  /** Large groups first, since they are the hardest to place; of equals, as their hash says. */
  private static List<List<Integer>> inOrder(Map<String, List<Integer>> groups) {
    Comparator<Map.Entry<String, List<Integer>>> order =
        Comparator.comparingInt(entry -> -entry.getValue().size());
    return groups.entrySet().stream()
        .sorted(
            order
                .thenComparing(entry -> StableSplit.position(entry.getKey()))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The fold that has the fewest examples of the group's classes; of equals, the smallest. */
  private static int emptiest(
      List<Integer> rows, HeadExamples examples, int[][] sizes, int[] totals) {
    int best = 0;
    long fewest = Long.MAX_VALUE;
    for (int fold = 0; fold < sizes.length; fold++) {
      long alike = 0;
      for (int row : rows) {
        alike += sizes[fold][examples.labels()[row]];
      }
      if (alike < fewest || (alike == fewest && totals[fold] < totals[best])) {
        best = fold;
        fewest = alike;
      }
    }
    return best;
  }

  private static boolean[][] present(int[][] sizes, int classes) {
    boolean[][] present = new boolean[sizes.length][classes];
    for (int fold = 0; fold < sizes.length; fold++) {
      for (int label = 0; label < classes; label++) {
        for (int other = 0; other < sizes.length; other++) {
          present[fold][label] |= other != fold && sizes[other][label] > 0;
        }
      }
    }
    return present;
  }

  /** Whether the head of an example's fold knows its class, so that its answer says something. */
  boolean isAnswered(int row, int label) {
    return present[byRow[row]][label];
  }
}
