package io.afterimage.trainer.rollout;

import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.trainer.guardrails.Guardrails;
import io.afterimage.trainer.guardrails.PairedAnswer;
import io.afterimage.trainer.rollout.TrialVerdict.Pending;
import io.afterimage.trainer.rollout.TrialVerdict.Promoted;
import io.afterimage.trainer.rollout.TrialVerdict.Withdrawn;
import io.afterimage.training.validation.PairedOutcomes;
import io.afterimage.training.validation.SequentialSignTest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one version said as a shadow of another one, and what follows from it. An image counts once,
 * beside its label with its latest answers. For one thread.
 */
public final class ShadowEvidence {

  /** Of a version that is as good as the active one, at most so many are withdrawn for labels. */
  private static final double ERROR_RATE = 0.01;

  /** Of images that only one of both names right, so many are enough for any difference. */
  private static final int MOST_APART = 10_000;

  /** Labels come one after the other, and the verdict is asked for again and again. */
  private static final SequentialSignTest TEST = new SequentialSignTest(ERROR_RATE, 0, MOST_APART);

  /** As many answers are kept; labels on others are not counted. */
  private static final int MOST_KEPT = RolloutConfig.MOST_IMAGES;

  private final String version;
  private final String active;
  private final Map<String, ShadowPrediction> answers = new HashMap<>();
  private final Guardrails guardrails;

  /**
   * Of a staged version, beside an active one.
   *
   * @param guardrails without answers
   */
  public ShadowEvidence(String version, String active, Guardrails guardrails) {
    this.version = version;
    this.active = active;
    this.guardrails = guardrails;
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
      if (!known) {
        guardrails.add(
            new PairedAnswer(
                answer.label(),
                Optional.of(answer.activeLabel()),
                answer.inferenceMillis(),
                answer.activeInferenceMillis()));
      }
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
  public TrialVerdict verdict(RolloutConfig config, Map<String, String> labels, boolean late) {
    int images = images();
    PairedOutcomes outcomes = outcomes(labels);
    Optional<String> defect = guardrails.defect();
    if (defect.isPresent()) {
      return new Withdrawn(defect.get() + "; " + inWords(outcomes));
    }
    if (images < config.images()) {
      String text = "answered %d of %d images".formatted(images, config.images());
      return late
          ? new Withdrawn("as a shadow it %s within %s".formatted(text, config.time()))
          : new Pending(text);
    }
    String figures = inWords(outcomes);
    if (TEST.isWorse(outcomes)) {
      return new Withdrawn(
          "worse than version %s by chance in less than %.0f %% of cases; %s"
              .formatted(active, 100 * ERROR_RATE, figures));
    }
    Optional<String> difference = guardrails.difference();
    if (difference.isPresent() && outcomes.gained() <= outcomes.lost()) {
      return new Withdrawn(difference.get() + "; " + figures);
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
        guardrails.agreement(),
        images(),
        guardrails.latency(),
        labelled);
  }
}
