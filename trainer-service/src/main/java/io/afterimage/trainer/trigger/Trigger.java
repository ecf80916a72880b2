package io.afterimage.trainer.trigger;

import java.time.Duration;
import java.util.Locale;

/** Why a run is due. */
public sealed interface Trigger {

  /** The reason that the run's command carries. */
  String text();

  /** So many labels have come since the last run began. */
  record NewLabels(int count) implements Trigger {
    @Override
    public String text() {
      return count + " new labels";
    }
  }

  /** So much time has gone by since the last run. */
  record Elapsed(Duration since) implements Trigger {
    @Override
    public String text() {
      return since + " since the last run";
    }
  }

  /**
   * People contradict the active version more often than its held-out images did.
   *
   * @param recent the share of the latest labelled predictions that was right
   * @param heldOut the version's accuracy when it was published
   */
  record AccuracyDrift(String version, double recent, double heldOut) implements Trigger {
    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "version %s is right for %.4f of what is labelled, on held-out images it was for %.4f",
          version,
          recent,
          heldOut);
    }
  }

  /**
   * What the active version predicts is spread otherwise than at first.
   *
   * @param of what is spread: {@code labels} or {@code confidence}
   * @param psi the population stability index
   */
  record PredictionDrift(String version, String of, double psi) implements Trigger {
    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "the predicted %s of version %s have shifted, population stability index %.4f",
          of,
          version,
          psi);
    }
  }
}
