package io.afterimage.trainer.trigger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a run due. A zero switches a trigger off.
 *
 * @param newLabels labels since the last run
 * @param interval time since the last run
 * @param accuracyDrop how far the accuracy on labelled feedback may lie below the version's
 *     held-out accuracy
 * @param labelledWindow the labelled predictions that the accuracy is taken over
 * @param stability the largest population stability index
 * @param predictedWindow the predictions that are compared with as many first ones of the version
 * @param minimumPause between the end of a run and the next one that is begun by itself
 */
public record TriggerConfig(
    int newLabels,
    Duration interval,
    double accuracyDrop,
    int labelledWindow,
    double stability,
    int predictedWindow,
    Duration minimumPause) {

  /**
   * 200 labels, no interval, ten points of accuracy over 100 labels, and an index of 0.25, which is
   * commonly read as a major shift (Siddiqi, "Credit Risk Scorecards", 2006), over 1,000
   * predictions; ten minutes of pause.
   */
  public static final TriggerConfig DEFAULT =
      new TriggerConfig(200, Duration.ZERO, 0.1, 100, 0.25, 1000, Duration.ofMinutes(10));

  /** Nothing begins a run but a command. */
  public static final TriggerConfig OFF =
      new TriggerConfig(0, Duration.ZERO, 0, 1, 0, 1, Duration.ZERO);

  /** Refuses negative figures and empty windows, naming every one of them. */
  public TriggerConfig {
    List<String> problems = new ArrayList<>();
    if (newLabels < 0 || interval.isNegative() || minimumPause.isNegative()) {
      problems.add("new labels, interval and pause cannot be negative");
    }
    if (!(accuracyDrop >= 0 && accuracyDrop <= 1 && stability >= 0)) {
      problems.add("the drop of accuracy is 0 to 1, the stability index 0 or more");
    }
    if (labelledWindow < 1 || predictedWindow < 1) {
      problems.add("windows hold one or more");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}
