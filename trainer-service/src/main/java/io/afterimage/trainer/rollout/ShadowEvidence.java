package io.afterimage.trainer.rollout;

import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.trainer.rollout.ShadowVerdict.Pending;
import io.afterimage.trainer.rollout.ShadowVerdict.Promoted;
import io.afterimage.trainer.rollout.ShadowVerdict.Withdrawn;
import io.afterimage.training.validation.PairedOutcomes;
import io.afterimage.training.validation.SequentialSignTest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one version said as a shadow of another one, and what follows from it. An image counts once,
 * with its latest answers. For one thread.
 */
public final class ShadowEvidence {

  /** Of a version that is as good as the active one, at most so many are withdrawn for labels. */
  private static final double ERROR_RATE = 0.01;

  /** Of images that only one of both names right, so many are enough for any difference. */
  private static final int MOST_APART = 10_000;

  /** Labels come one after the other, and the verdict is asked for again and again. */
  private static final SequentialSignTest TEST = new SequentialSignTest(ERROR_RATE, 0, MOST_APART);

  /** A version that has no answer to more of the images is broken. */
  private static final double MOST_FAULTS = 0.01;

  /** As many answers are kept; labels on others are not counted. */
  private static final int MOST_KEPT = RolloutConfig.MOST_IMAGES;

  private final String version;
  private final String active;
  private final Map<String, ShadowPrediction> answers = new HashMap<>();

  /** Of a staged version, beside an active one. */
  public ShadowEvidence(String version, String active) {
    this.version = version;
    this.active = active;
  }

  /** Whether it is about these two. */
  public boolean isOf(String staged, String serving) {
    return version.equals(staged) && active.equals(serving);
  }

  /** Takes an answer, unless it is about other versions. */
  public void add(ShadowPrediction answer) {
    boolean known = answers.containsKey(answer.imageId());
    if (isOf(answer.modelVersion(), answer.activeVersion())
        && (known || answers.size() < MOST_KEPT)) {
      answers.put(answer.imageId(), answer);
    }
  }

  /** How many images it answered. */
  public int images() {
    return answers.size();
  }

  /**
   * What comes of the version now.
   *
   * @param labels true labels by image id, of images that neither version has learned
   * @param late whether the time for it is over
   */
  public ShadowVerdict verdict(RolloutConfig config, Map<String, String> labels, boolean late) {
    int images = images();
    if (images < config.images()) {
      String text = "answered %d of %d images".formatted(images, config.images());
      return late
          ? new Withdrawn("as a shadow it %s within %s".formatted(text, config.time()))
          : new Pending(text);
    }
    PairedOutcomes outcomes = outcomes(labels);
    String figures = inWords(outcomes);
    long faults = answers.values().stream().filter(answer -> answer.label().isEmpty()).count();
    if (faults > MOST_FAULTS * images) {
      return new Withdrawn("no answer to %d of %d images; %s".formatted(faults, images, figures));
    }
    if (TEST.isWorse(outcomes)) {
      return new Withdrawn(
          "worse than version %s by chance in less than %.0f %% of cases; %s"
              .formatted(active, 100 * ERROR_RATE, figures));
    }
    if (agreement() < config.agreement() && !TEST.isWorse(outcomes.reversed())) {
      return new Withdrawn(
          String.format(Locale.ROOT, "agreement below %.2f; %s", config.agreement(), figures));
    }
    if (latency() > config.latency()) {
      return new Withdrawn(
          String.format(Locale.ROOT, "slower than %.2f times; %s", config.latency(), figures));
    }
    if (outcomes.images() < config.labels() && !late) {
      return new Pending(
          "%d of %d labels; %s".formatted(outcomes.images(), config.labels(), figures));
    }
    return new Promoted(figures);
  }

  private PairedOutcomes outcomes(Map<String, String> labels) {
    PairedOutcomes outcomes = PairedOutcomes.NONE;
    for (ShadowPrediction answer : answers.values()) {
      String label = labels.get(answer.imageId());
      if (label != null) {
        outcomes =
            outcomes.with(
                answer.label().filter(label::equals).isPresent(),
                answer.activeLabel().equals(label));
      }
    }
    return outcomes;
  }

  private double agreement() {
    return answers.values().stream().mapToInt(a -> a.agrees() ? 1 : 0).average().orElse(1);
  }

  /** In multiples of the active version's. */
  private double latency() {
    double own = answers.values().stream().mapToDouble(ShadowPrediction::inferenceMillis).sum();
    double others =
        answers.values().stream().mapToDouble(ShadowPrediction::activeInferenceMillis).sum();
    return others > 0 ? own / others : 1;
  }

  private String inWords(PairedOutcomes outcomes) {
    String labelled =
        outcomes.images() == 0
            ? "none of them labelled"
            : "right on %d of %d that were labelled, version %s on %d"
                .formatted(
                    outcomes.both() + outcomes.gained(),
                    outcomes.images(),
                    active,
                    outcomes.both() + outcomes.lost());
    return String.format(
        Locale.ROOT,
        "as a shadow it agreed with version %s on %.4f of %d images in %.2f times its time, %s",
        active,
        agreement(),
        images(),
        latency(),
        labelled);
  }
}
