package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.time.Instant;
import java.util.List;

/**
 * What is left of the gate's error rate for candidates that are compared with one version: new
 * evidence earns it, attempts spend it (alpha investing, Foster and Stine 2008, without its
 * rewards). A version begins with half of the rate, an image that can judge it earns {@code
 * rate/images}, of which no more than the whole rate is kept, and an attempt is tested at half of
 * what there is and spends that.
 *
 * <p>Levels that are spent add up to what was earned at most. So by the union bound, whatever the
 * attempts have in common, the probability that any candidate passes that is worse by the margin is
 * at most half the rate and the rate for each {@code images} images that can judge the version.
 * Where k images come between two attempts, the level tends to {@code rate * k / images}: it does
 * not fall for ever.
 *
 * @param rate the error rate
 * @param images how many earn the whole rate
 * @param left what is left, at most the rate
 */
public record ErrorBudget(double rate, int images, double left) {

  private static final Range RATE = new Range(1e-9, 0.5, "0.000000001 to 0.5");

  /** Refuses what is out of range. */
  public ErrorBudget {
    RATE.require("gate.error.rate", rate);
    if (images < 1 || !(left >= 0 && left <= rate)) {
      throw new IllegalArgumentException(
          "an error budget is earned by one or more images and is at most its rate, got %d images and %s of %s"
              .formatted(images, left, rate));
    }
  }

  /** That of a version which nothing has been compared with. */
  public static ErrorBudget of(double rate, int images) {
    return new ErrorBudget(rate, images, rate / 2);
  }

  static double readRate(Settings settings) {
    return settings.number("gate.error.rate", 0.05, RATE);
  }

  /** The level of the next attempt. */
  public double level() {
    return left / 2;
  }

  /** After that many images that can judge the version. */
  public ErrorBudget earned(int evidence) {
    return new ErrorBudget(rate, images, Math.min(rate, left + rate / images * evidence));
  }

  /** After an attempt. */
  public ErrorBudget spent() {
    return new ErrorBudget(rate, images, left - level());
  }

  /**
   * After all of it, in its order. Evidence that is no longer known, or is known later than it
   * came, leaves less, never more.
   *
   * @param evidence when each image that can judge the version was labelled
   * @param attempts when each candidate began to be made that was compared with it
   */
  public ErrorBudget after(List<Instant> evidence, List<Instant> attempts) {
    List<Instant> labelled = evidence.stream().sorted().toList();
    ErrorBudget budget = this;
    int known = 0;
    for (Instant attempt : attempts.stream().sorted().toList()) {
      int before = known;
      while (known < labelled.size() && !labelled.get(known).isAfter(attempt)) {
        known++;
      }
      budget = budget.earned(known - before).spent();
    }
    return budget.earned(labelled.size() - known);
  }
}
