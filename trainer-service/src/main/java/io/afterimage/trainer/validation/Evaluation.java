package io.afterimage.trainer.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a model does on held-out pictures.
 *
 * @param pictures how many there were
 * @param accuracy the share that is named right, 0 to 1
 * @param interval where the accuracy lies with 95 % confidence
 * @param classes the score of each class, in the order of labels
 * @param confusion by row the true class, by column the predicted one: how many pictures. A last
 *     column beyond the labels, if there is one, counts answers that are no label of these pictures
 * @param calibrationError expected calibration error over 15 bins (Guo et al. 2017), 0 to 1
 * @param logLoss the mean of {@code -ln(probability of the true class)}, probabilities below 1e-7
 *     taken as 1e-7
 */
public record Evaluation(
    int pictures,
    double accuracy,
    Interval interval,
    List<ClassScore> classes,
    List<List<Integer>> confusion,
    double calibrationError,
    double logLoss) {

  private static final double LEAST_PROBABILITY = 1e-7;

  /** Copies the lists. */
  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /**
   * Scores a model's answers. A model may know labels that the pictures do not have, and the other
   * way round: a picture whose label it does not know counts as wrong.
   *
   * @param held the pictures' labels and, for each picture, which of them is true
   * @param modelLabels in the order of the model's output
   * @param probabilities one row per picture, one column per label of the model
   */
  public static Evaluation of(
      HeldOutPictures held, List<String> modelLabels, float[][] probabilities) {
    List<String> labels = held.labels();
    int[] place = modelLabels.stream().mapToInt(labels::indexOf).toArray();
    boolean foreign = Arrays.stream(place).anyMatch(index -> index < 0);
    int[][] confusion = new int[labels.size()][labels.size() + (foreign ? 1 : 0)];
    CalibrationError calibration = new CalibrationError();
    double loss = 0;
    for (int row = 0; row < probabilities.length; row++) {
      float[] answer = probabilities[row];
      int truth = held.pictures().get(row).label();
      int best = best(answer);
      int predicted = place[best] < 0 ? labels.size() : place[best];
      confusion[truth][predicted]++;
      calibration.add(answer[best], predicted == truth);
      int known = modelLabels.indexOf(labels.get(truth));
      loss -= Math.log(Math.max(LEAST_PROBABILITY, known < 0 ? 0 : answer[known]));
    }
    return summary(labels, confusion, calibration.value(), loss / probabilities.length);
  }

  /** The labels that the model never or seldom names right, by recall below the limit. */
  List<ClassScore> below(double recall) {
    return classes.stream().filter(score -> score.recall().orElse(1) < recall).toList();
  }

  /**
   * The share of the answers of one class that are right; unknown where it is never answered.
   *
   * @param label its place among the classes
   */
  public OptionalDouble precision(int label) {
    int answered = confusion.stream().mapToInt(row -> row.get(label)).sum();
    return answered == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) classes.get(label).correct() / answered);
  }

  private static Evaluation summary(
      List<String> labels, int[][] confusion, double calibrationError, double logLoss) {
    List<ClassScore> classes = new ArrayList<>();
    List<List<Integer>> rows = new ArrayList<>();
    int pictures = 0;
    int correct = 0;
    for (int label = 0; label < labels.size(); label++) {
      int ofClass = Arrays.stream(confusion[label]).sum();
      classes.add(new ClassScore(labels.get(label), ofClass, confusion[label][label]));
      rows.add(Arrays.stream(confusion[label]).boxed().toList());
      pictures += ofClass;
      correct += confusion[label][label];
    }
    return new Evaluation(
        pictures,
        (double) correct / pictures,
        Interval.wilson(correct, pictures),
        classes,
        Collections.unmodifiableList(rows),
        calibrationError,
        logLoss);
  }

  private static int best(float[] answer) {
    int best = 0;
    for (int label = 1; label < answer.length; label++) {
      best = answer[label] > answer[best] ? label : best;
    }
    return best;
  }
}
