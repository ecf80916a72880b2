package io.afterimage.training.validation;

import io.afterimage.models.ClassLimits;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.classifier.Probabilities;
import io.afterimage.models.decision.DecisionRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts a model's answers as they come, without keeping them. A model may know labels that the
 * images do not have, and the other way round: an image whose label it does not know counts as
 * wrong. For one thread.
 */
public final class Scoring {

  private static final String FOREIGN = "other";
  private static final double LEAST_PROBABILITY = 1e-7;

  private final HeldOutImages held;
  private final Map<String, Integer> outputs;
  private final List<String> modelLabels;
  private final Map<String, Integer> places;
  private final DecisionRule decisions;
  private final Map<Cell, Integer> cells = new HashMap<>();
  private final CalibrationError calibration = new CalibrationError();
  private double loss;

  /**
   * Of no answer yet.
   *
   * @param held the images' labels and, for each image, which of them is true
   * @param modelLabels in the order of the model's output
   */
  public Scoring(HeldOutImages held, List<String> modelLabels) {
    this(held, modelLabels, DecisionRule.NONE);
  }

  /**
   * Of no answer yet.
   *
   * @param decisions how an answer is made of probabilities; a refusal counts as wrong
   */
  public Scoring(HeldOutImages held, List<String> modelLabels, DecisionRule decisions) {
    this.held = held;
    this.modelLabels = List.copyOf(modelLabels);
    this.outputs = places(modelLabels);
    this.places = places(held.labels());
    this.decisions = decisions;
  }

  /** What is counted: images of one class that were given one answer. */
  private record Cell(int truth, int predicted) {}

  /**
   * The answer for one image.
   *
   * @param image its place among the images
   * @param probabilities one per label of the model
   * @return whether it is right
   */
  public boolean add(int image, float[] probabilities) {
    int truth = held.images().get(image).label();
    int best = Probabilities.best(probabilities);
    int predicted = place(decisions.decide(modelLabels, probabilities).label());
    cells.merge(new Cell(truth, predicted), 1, Integer::sum);
    calibration.add(probabilities[best], place(modelLabels.get(best)) == truth);
    Integer known = outputs.get(held.labels().get(truth));
    loss -= Math.log(Math.max(LEAST_PROBABILITY, known == null ? 0 : probabilities[known]));
    return predicted == truth;
  }

  /** Among the images' labels; behind them, if it is none of these. */
  private int place(String label) {
    return places.getOrDefault(label, held.labels().size());
  }

  /** Whether some answers are, or may be, no label of the images. */
  private boolean hasForeign() {
    return !places.keySet().containsAll(modelLabels)
        || cells.keySet().stream().anyMatch(cell -> cell.predicted() == held.labels().size());
  }

  /** The scores of all answers so far, at least one. */
  public Evaluation evaluation() {
    List<String> labels = held.labels();
    int[] ofClass = new int[labels.size()];
    int[] right = new int[labels.size()];
    int[] answered = new int[labels.size() + 1];
    cells.forEach(
        (cell, count) -> {
          ofClass[cell.truth()] += count;
          answered[cell.predicted()] += count;
          right[cell.truth()] += cell.truth() == cell.predicted() ? count : 0;
        });
    int images = Arrays.stream(ofClass).sum();
    int correct = Arrays.stream(right).sum();
    return new Evaluation(
        images,
        (double) correct / images,
        Interval.wilson(correct, images),
        IntStream.range(0, labels.size())
            .mapToObj(label -> new ClassScore(labels.get(label), ofClass[label], right[label]))
            .toList(),
        labels.size() > ClassLimits.MOST_IN_MATRIX
            ? List.of()
            : matrix(labels.size(), hasForeign(), cells),
        confused(labels, cells),
        Arrays.stream(answered, 0, labels.size()).boxed().toList(),
        calibration.value(),
        loss / images);
  }

  /** All answers so far, at least one, as a manifest carries them. */
  public TrainingReport.HeldOut report() {
    return ExportCheck.report(evaluation())
        .withReliability(
            calibration.bins().stream()
                .filter(bin -> bin.answers() > 0)
                .map(
                    bin ->
                        new TrainingReport.Bin(
                            bin.from(), bin.to(), bin.answers(), bin.confidence(), bin.accuracy()))
                .toList());
  }

  private static Map<String, Integer> places(List<String> labels) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      places.put(labels.get(i), i);
    }
    return places;
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
}
