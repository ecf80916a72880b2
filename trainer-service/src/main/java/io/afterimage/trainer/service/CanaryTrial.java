package io.afterimage.trainer.service;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.EventSource;
import io.afterimage.trainer.rollout.TrialVerdict;
import io.afterimage.trainer.watch.Finding;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A version that answers a share of the images instead of the active one. It is rolled back as a
 * promoted version is, by labels and guardrails; here it is told when it has answered enough.
 */
final class CanaryTrial implements Trial {

  private final CanaryConfig config;
  private final Staged staged;
  private final Announced active;
  private final EventSource<Prediction> source;
  private final CanaryStanding standing;
  private final InstantSource clock;
  private final Silence silence;
  private long answered;
  private String text = "answered no image yet";

  /** Takes over the source. */
  CanaryTrial(
      CanaryConfig config,
      Staged staged,
      Announced active,
      EventSource<Prediction> source,
      CanaryStanding standing,
      InstantSource clock) {
    this.config = config;
    this.staged = staged;
    this.active = active;
    this.source = source;
    this.standing = standing;
    this.clock = clock;
    this.silence = new Silence(staged.modelVersion(), "canary", clock);
  }

  @Override
  public boolean isOf(Staged other, Announced serving) {
    return staged.equals(other) && active.equals(serving);
  }

  @Override
  public TrialVerdict verdict() {
    String version = staged.modelVersion();
    source.drain(prediction -> answered += prediction.modelVersion().equals(version) ? 1 : 0);
    TrialVerdict verdict = judged(version);
    text = verdict.text() + silence.text(answered > 0);
    return verdict;
  }

  private TrialVerdict judged(String version) {
    boolean late = !clock.instant().isBefore(staged.at().plus(config.time()));
    String images = "answered %d of %d images".formatted(answered, config.images());
    if (standing.isCondemned(version)) {
      return new TrialVerdict.Pending(images + ", and is about to be rolled back");
    }
    if (answered < config.images()) {
      return late
          ? new TrialVerdict.Withdrawn(
              "as a canary it %s within %s".formatted(images, config.time()))
          : new TrialVerdict.Pending(images);
    }
    Optional<Finding> found = standing.found(version);
    int labels = found.map(known -> known.outcomes().images()).orElse(0);
    String figures =
        "as a canary it answered %d images%s"
            .formatted(answered, found.map(known -> ", " + known.inWords()).orElse(""));
    return labels < config.labels() && !late
        ? new TrialVerdict.Pending(
            "%d of %d labels; %s".formatted(labels, config.labels(), figures))
        : new TrialVerdict.Promoted(figures);
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public void close() {
    source.close();
  }
}
