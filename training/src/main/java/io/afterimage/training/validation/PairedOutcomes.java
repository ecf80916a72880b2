package io.afterimage.training.validation;

/**
 * How two models do on the same images.
 *
 * @param both images that both name right
 * @param gained images that only the candidate names right
 * @param lost images that only its opponent names right
 * @param neither images that neither names right
 */
public record PairedOutcomes(int both, int gained, int lost, int neither) {

  /** Of no image. */
  public static final PairedOutcomes NONE = new PairedOutcomes(0, 0, 0, 0);

  /** Refuses negative counts. */
  public PairedOutcomes {
    if (both < 0 || gained < 0 || lost < 0 || neither < 0) {
      throw new IllegalArgumentException(
          "counts of images are not negative: %d, %d, %d, %d"
              .formatted(both, gained, lost, neither));
    }
  }

  /** With one image more. */
  public PairedOutcomes with(boolean candidateRight, boolean opponentRight) {
    return new PairedOutcomes(
        both + (candidateRight && opponentRight ? 1 : 0),
        gained + (candidateRight && !opponentRight ? 1 : 0),
        lost + (!candidateRight && opponentRight ? 1 : 0),
        neither + (candidateRight || opponentRight ? 0 : 1));
  }

  /** The same images, told of the opponent beside the candidate. */
  public PairedOutcomes reversed() {
    return new PairedOutcomes(both, lost, gained, neither);
  }

  /** How many images there are. */
  public int images() {
    return both + gained + lost + neither;
  }

  /** The candidate's accuracy; not a number without images. */
  public double candidateAccuracy() {
    return (double) (both + gained) / images();
  }

  /** The opponent's accuracy; not a number without images. */
  public double opponentAccuracy() {
    return (double) (both + lost) / images();
  }
}
