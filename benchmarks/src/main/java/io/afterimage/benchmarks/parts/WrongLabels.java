package io.afterimage.benchmarks.parts;

import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.suspects.Suspect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Examples some of which have the label of another class.
 *
 * @param examples with what they are called
 * @param truth what they are
 */
public record WrongLabels(HeadExamples examples, int[] truth) {

  /**
   * Gives a share of the examples the label of another class, each with the same probability.
   *
   * @param clean not changed
   */
  public static WrongLabels among(HeadExamples clean, double share, long seed) {
    Random random = new Random(seed + 1);
    int[] labels = clean.labels().clone();
    List<Integer> rows = new ArrayList<>(IntStream.range(0, labels.length).boxed().toList());
    Collections.shuffle(rows, random);
    for (int row : rows.subList(0, (int) Math.round(share * labels.length))) {
      labels[row] = (labels[row] + 1 + random.nextInt(clean.classes() - 1)) % clean.classes();
    }
    return new WrongLabels(
        new HeadExamples(
            clean.features(), labels, clean.classes(), clean.weights(), clean.groups()),
        clean.labels());
  }

  /** The share of wrong labels that are suspected; 0 where none is wrong. */
  public double recall(List<Suspect> suspects) {
    long wrong = IntStream.range(0, truth.length).filter(this::isWrong).count();
    return wrong == 0 ? 0 : (double) found(suspects) / wrong;
  }

  /** The share of suspects that are wrong; 0 without suspects. */
  public double precision(List<Suspect> suspects) {
    return suspects.isEmpty() ? 0 : (double) found(suspects) / suspects.size();
  }

  private long found(List<Suspect> suspects) {
    return suspects.stream().filter(suspect -> isWrong(suspect.row())).count();
  }

  private boolean isWrong(int row) {
    return examples.labels()[row] != truth[row];
  }
}
