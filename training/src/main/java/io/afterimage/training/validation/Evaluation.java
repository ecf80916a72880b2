package io.afterimage.training.validation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.afterimage.models.ClassLimits;
import io.afterimage.models.TrainingReport;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a model does on held-out images.
 *
 * @param images how many there were
 * @param accuracy the share that is named right, 0 to 1
 * @param interval where the accuracy lies with 95 % confidence
 * @param classes the score of each class, in the order of labels
 * @param confusion by row the true class, by column the predicted one: how many images. A last
 *     column beyond the labels, if there is one, counts answers that are no label of these images.
 *     Empty for more than {@link ClassLimits#MOST_IN_MATRIX} classes
 * @param confused the pairs of classes that are confused most often, most often first
 * @param answered how often each class is the answer, in the order of labels
 * @param calibrationError expected calibration error over 15 bins (Guo et al. 2017), 0 to 1
 * @param logLoss the mean of {@code -ln(probability of the true class)}, probabilities below 1e-7
 *     taken as 1e-7
 */
public record Evaluation(
    @JsonProperty("pictures") int images,
    double accuracy,
    Interval interval,
    List<ClassScore> classes,
    List<List<Integer>> confusion,
    List<TrainingReport.Confused> confused,
    List<Integer> answered,
    double calibrationError,
    double logLoss) {

  /** Copies the lists. */
  public Evaluation {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
    confused = List.copyOf(confused);
    answered = List.copyOf(answered);
  }

  /** Of no image: nothing is right, and nothing is known. */
  public static Evaluation ofNothing(List<String> labels) {
    return new Evaluation(
        0,
        0,
        new Interval(0, 1),
        labels.stream().map(label -> new ClassScore(label, 0, 0)).toList(),
        List.of(),
        List.of(),
        labels.stream().map(label -> 0).toList(),
        0,
        0);
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
}
