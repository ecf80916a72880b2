package io.afterimage.schemas.events;

import java.util.List;
import java.util.Optional;

/**
 * How good the candidate of a run is.
 *
 * @param learned how many images it learned from
 * @param candidate its scores on images that it has not learned: the gate's, where a gate judged
 * @param activeVersion the version that was active, where the gate compared with one
 * @param activeScores of that version on the same images
 * @param classes in the order of the model's output; empty with more than {@value #MOST_CLASSES}
 */
public record RunFigures(
    Optional<Integer> learned,
    Scores candidate,
    Optional<String> activeVersion,
    Optional<Scores> activeScores,
    List<ClassFigures> classes) {

  /** With more classes, no figures of single classes are kept. */
  public static final int MOST_CLASSES = 100;

  /** Copies the list, and leaves out what there is no room for. */
  public RunFigures {
    classes = classes.size() > MOST_CLASSES ? List.of() : List.copyOf(classes);
  }

  /**
   * Scores on held-out images.
   *
   * @param images how many there are
   * @param accuracy the share that is named right, in [0, 1]
   * @param low lower end of its 95 % confidence interval (Wilson 1927)
   * @param high upper end
   * @param logLoss the mean of {@code -ln(probability of the true class)}
   * @param calibrationError expected calibration error, in [0, 1]
   */
  public record Scores(
      int images,
      double accuracy,
      double low,
      double high,
      double logLoss,
      double calibrationError) {}

  /**
   * What is known of one class.
   *
   * @param label the class
   * @param learned how many of its images the candidate learned from
   * @param recall the share of its held-out images that the candidate names right, in [0, 1]
   * @param activeRecall the same of the version that was active
   */
  public record ClassFigures(
      String label,
      Optional<Integer> learned,
      Optional<Double> recall,
      Optional<Double> activeRecall) {}
}
