package io.afterimage.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model came about and how good it is, as its manifest carries it.
 *
 * @param curve every epoch, in order
 * @param heldOut how the exported file does on images that it has not learned from
 * @param course how training went about it; absent in older models
 * @param learned how many images of each class it learned from; absent in older models
 * @param gate how the gate judged it; absent where none did, and in older models
 */
public record TrainingReport(
    List<Epoch> curve,
    HeldOut heldOut,
    Optional<Course> course,
    Optional<Map<String, Integer>> learned,
    Optional<GateReport> gate) {

  /** Copies the collections. */
  public TrainingReport {
    curve = List.copyOf(curve);
    learned = learned.map(counts -> Collections.unmodifiableMap(new LinkedHashMap<>(counts)));
  }

  /** Of a model that no gate has judged, without what it learned from. */
  public TrainingReport(List<Epoch> curve, HeldOut heldOut, Optional<Course> course) {
    this(curve, heldOut, course, Optional.empty(), Optional.empty());
  }

  /** The same with what it learned from. */
  public TrainingReport withLearned(Map<String, Integer> counts) {
    return new TrainingReport(curve, heldOut, course, Optional.of(counts), gate);
  }

  /** The same with the gate's judgement. */
  public TrainingReport withGate(GateReport judged) {
    return new TrainingReport(curve, heldOut, course, learned, Optional.of(judged));
  }

  /**
   * One epoch.
   *
   * @param phase {@code freeze} or {@code fine_tune}
   * @param epoch counted from 0 over both phases
   * @param loss over the training images, augmented and with dropout
   * @param accuracy over the same
   * @param validationLoss after the epoch
   * @param validationAccuracy after the epoch
   * @param seconds wall time, validation included
   * @param kept whether the model is what had been learned by its end
   */
  public record Epoch(
      String phase,
      int epoch,
      double loss,
      double accuracy,
      double validationLoss,
      double validationAccuracy,
      double seconds,
      boolean kept) {}

  /**
   * How training went about it.
   *
   * @param seed of everything that was random
   * @param mirrored whether training images were mirrored left to right
   * @param rotation their largest turn in either direction, as a share of a full one; 0 for none
   * @param shift their largest way along each side, as a share of the side; absent for none
   * @param fromLayer the first layer of the backbone that learned, as Keras counts layers; absent
   *     where only the head did
   * @param starts each phase before its first step, in order
   * @param average where the model lies between the start of its phase, 0, and the epoch that is
   *     kept, 1; absent for that epoch itself
   */
  public record Course(
      long seed,
      boolean mirrored,
      double rotation,
      Optional<Double> shift,
      Optional<Integer> fromLayer,
      List<Start> starts,
      Optional<Double> average) {

    /** Copies the list. */
    public Course {
      starts = List.copyOf(starts);
    }
  }

  /**
   * A phase before its first step.
   *
   * @param phase {@code freeze} or {@code fine_tune}
   * @param validationLoss of what it begins with
   * @param validationAccuracy of the same
   */
  public record Start(String phase, double validationLoss, double validationAccuracy) {}

  /**
   * A class that is taken for another one.
   *
   * @param label the true class
   * @param answer what the model says instead
   * @param images how many
   */
  public record Confused(String label, String answer, @JsonProperty("pictures") int images) {}

  /**
   * Answers of about the same confidence.
   *
   * @param from the lowest confidence, 0 to 1
   * @param to the highest
   * @param answers how many there are, at least one
   * @param confidence their mean
   * @param accuracy the share of them that is right
   */
  public record Bin(double from, double to, int answers, double confidence, double accuracy) {}

  /**
   * Scores on the held-out images: validation and test together.
   *
   * @param images how many there are
   * @param accuracy the share that is named right, 0 to 1
   * @param accuracyLow lower end of its 95 % confidence interval (Wilson 1927)
   * @param accuracyHigh the upper end
   * @param recall the share of each class that is named right; classes without images are absent
   * @param confusion by row the true class, by column the predicted one, both in the order of
   *     labels: how many images; empty if there are too many classes for a record
   * @param confused the pairs of classes that are confused most often, in place of the matrix;
   *     absent where there is one
   * @param calibrationError expected calibration error over 15 bins (Guo et al. 2017), 0 to 1
   * @param logLoss the mean of {@code -ln(probability of the true class)}
   * @param twins held-out images that are near twins of training images; absent where there are
   *     none, or where they were not looked for
   * @param reliability how often answers of a confidence are right; absent in older models
   */
  public record HeldOut(
      @JsonProperty("pictures") int images,
      double accuracy,
      double accuracyLow,
      double accuracyHigh,
      Map<String, Double> recall,
      List<List<Integer>> confusion,
      Optional<List<Confused>> confused,
      double calibrationError,
      double logLoss,
      Optional<Twins> twins,
      Optional<List<Bin>> reliability) {

    /** Copies the collections. */
    public HeldOut {
      reliability = reliability.map(List::copyOf);
      recall = Collections.unmodifiableMap(new LinkedHashMap<>(recall));
      confusion = confusion.stream().map(List::copyOf).toList();
      confused = confused.map(List::copyOf);
    }

    /** Without reliability. */
    public HeldOut(
        int images,
        double accuracy,
        double accuracyLow,
        double accuracyHigh,
        Map<String, Double> recall,
        List<List<Integer>> confusion,
        Optional<List<Confused>> confused,
        double calibrationError,
        double logLoss,
        Optional<Twins> twins) {
      this(
          images,
          accuracy,
          accuracyLow,
          accuracyHigh,
          recall,
          confusion,
          confused,
          calibrationError,
          logLoss,
          twins,
          Optional.empty());
    }

    /** The same with its reliability. */
    public HeldOut withReliability(List<Bin> bins) {
      return new HeldOut(
          images,
          accuracy,
          accuracyLow,
          accuracyHigh,
          recall,
          confusion,
          confused,
          calibrationError,
          logLoss,
          twins,
          Optional.of(bins));
    }

    /** The same without what grows with the number of classes. */
    HeldOut withoutClasses() {
      return new HeldOut(
          images,
          accuracy,
          accuracyLow,
          accuracyHigh,
          Map.of(),
          List.of(),
          confused,
          calibrationError,
          logLoss,
          twins,
          reliability);
    }

    /**
     * The same with so many near twins.
     *
     * @param counted as {@link Twins#counted()}
     */
    public HeldOut withTwins(int number, boolean counted) {
      return new HeldOut(
          images,
          accuracy,
          accuracyLow,
          accuracyHigh,
          recall,
          confusion,
          confused,
          calibrationError,
          logLoss,
          Optional.of(new Twins(number, counted)).filter(any -> number > 0),
          reliability);
    }
  }

  /**
   * Held-out images that are near twins of training images, as other frames of the same scene: they
   * say nothing of other scenes.
   *
   * @param images how many there are
   * @param counted whether the scores are on them as well, and so optimistic, since there are few
   *     others
   */
  public record Twins(@JsonProperty("pictures") int images, boolean counted) {}
}
