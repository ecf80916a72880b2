package io.afterimage.models.classifier;

/**
 * When a version is unfit to serve: its output was no probabilities for more than a share of the
 * latest images.
 *
 * @param share above which it is unfit, 0 to 1; 1 means never
 * @param window how many images are looked at; a fifth of them is enough to judge
 */
public record NoAnswerLimit(double share, int window) {

  /** Half of the last 200 images. */
  public static final NoAnswerLimit DEFAULT = new NoAnswerLimit(0.5, 200);

  private static final int LEAST_PART = 5;

  /** Refuses what cannot work. */
  public NoAnswerLimit {
    if (!(share >= 0 && share <= 1) || window < 1) {
      throw new IllegalArgumentException(
          "a share of 0 to 1 of at least one image is needed, not %s of %d"
              .formatted(share, window));
    }
  }

  int least() {
    return Math.max(1, window / LEAST_PART);
  }
}
