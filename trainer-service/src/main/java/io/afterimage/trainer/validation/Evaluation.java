package io.afterimage.trainer.validation;

import io.afterimage.model.ClassLimits;
import io.afterimage.model.TrainingReport;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How a model does on held-out pictures.
 *
 * @param pictures how many there were
 * @param accuracy the share that is named right, 0 to 1
 * @param interval where the accuracy lies with 95 % confidence
 * @param classes the score of each class, in the order of labels
 * @param confusion by row the true class, by column the predicted one: how many pictures. A last
 *     column beyond the labels, if there is one, counts answers that are no label of these
 *     pictures. Empty for more than {@link ClassLimits#MOST_IN_MATRIX} classes
 * @param confused the pairs of classes that are confused most often, most often first
 * @param answered how often each class is the answer, in the order of labels
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
    List<TrainingReport.Confused> confused,
    List<Integer> answered,
    double calibrationError,
    double logLoss) {

  private static final String FOREIGN = "other";
  private static final double LEAST_PROBABILITY = 1e-7;

  /** Copies the lists. */
  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
    confused = List.copyOf(confused);
    answered = List.copyOf(answered);
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
    Map<String, Integer> places = places(labels);
    Map<String, Integer> outputs = places(modelLabels);
    int[] place = modelLabels.stream().mapToInt(label -> places.getOrDefault(label, -1)).toArray();
    boolean foreign = Arrays.stream(place).anyMatch(index -> index < 0);
    Map<Cell, Integer> cells = new HashMap<>();
    CalibrationError calibration = new CalibrationError();
    double loss = 0;
    for (int row = 0; row < probabilities.length; row++) {
      float[] answer = probabilities[row];
      int truth = held.pictures().get(row).label();
      int best = best(answer);
      int predicted = place[best] < 0 ? labels.size() : place[best];
      cells.merge(new Cell(truth, predicted), 1, Integer::sum);
      calibration.add(answer[best], predicted == truth);
      Integer known = outputs.get(labels.get(truth));
      loss -= Math.log(Math.max(LEAST_PROBABILITY, known == null ? 0 : answer[known]));
    }
    return summary(labels, foreign, cells, calibration.value(), loss / probabilities.length);
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
    return answered.get(label) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) classes.get(label).correct() / answered.get(label));
  }

  /** What is counted: pictures of one class that were given one answer. */
  private record Cell(int truth, int predicted) {}

  private static Map<String, Integer> places(List<String> labels) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      places.put(labels.get(i), i);
    }
    return places;
  }

  private static Evaluation summary(
      List<String> labels,
      boolean foreign,
      Map<Cell, Integer> cells,
      double calibrationError,
      double logLoss) {
    int[] ofClass = new int[labels.size()];
    int[] right = new int[labels.size()];
    int[] answered = new int[labels.size() + 1];
    cells.forEach(
        (cell, count) -> {
          ofClass[cell.truth()] += count;
          answered[cell.predicted()] += count;
          right[cell.truth()] += cell.truth() == cell.predicted() ? count : 0;
        });
    int pictures = Arrays.stream(ofClass).sum();
    int correct = Arrays.stream(right).sum();
    return new Evaluation(
        pictures,
        (double) correct / pictures,
        Interval.wilson(correct, pictures),
        IntStream.range(0, labels.size())
            .mapToObj(label -> new ClassScore(labels.get(label), ofClass[label], right[label]))
            .toList(),
        labels.size() > ClassLimits.MOST_IN_MATRIX
            ? List.of()
            : matrix(labels.size(), foreign, cells),
        confused(labels, cells),
        Arrays.stream(answered, 0, labels.size()).boxed().toList(),
        calibrationError,
        logLoss);
  }

  private static List<List<Integer>> matrix(int labels, boolean foreign, Map<Cell, Integer> cells) {
    return IntStream.range(0, labels)
        .mapToObj(
            truth ->
                IntStream.range(0, labels + (foreign ? 1 : 0))
                    .mapToObj(predicted -> cells.getOrDefault(new Cell(truth, predicted), 0))
                    .toList())
        .toList();
  }

  private static List<TrainingReport.Confused> confused(
      List<String> labels, Map<Cell, Integer> cells) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getKey().truth() != entry.getKey().predicted())
        .sorted(
            Map.Entry.<Cell, Integer>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().truth())
                .thenComparing(entry -> entry.getKey().predicted()))
        .limit(ClassLimits.MOST_CONFUSED)
        .map(
            entry ->
                new TrainingReport.Confused(
                    labels.get(entry.getKey().truth()),
                    entry.getKey().predicted() < labels.size()
                        ? labels.get(entry.getKey().predicted())
                        : FOREIGN,
                    entry.getValue()))
        .toList();
  }

  private static int best(float[] answer) {
    int best = 0;
    for (int label = 1; label < answer.length; label++) {
      best = answer[label] > answer[best] ? label : best;
    }
    return best;
  }
}
