package io.afterimage.trainer.service;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.EventSource;
import io.afterimage.trainer.rollout.TrialVerdict;
import io.afterimage.trainer.watch.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A version that answers a share of the images instead of the active one. It is rolled back as a
 * promoted version is, by labels and guardrails; here it is told when it has answered enough.
 */
final class CanaryTrial implements Trial {

  /** So long at least a trainer examines the version before it gives that up. */
  private static final Duration EXAMINATION = Duration.ofMinutes(10);

  private final CanaryConfig config;
  private final Staged staged;
  private final Announced active;
  private final EventSource<Prediction> source;
  private final CanaryStanding standing;
  private final Supplier<Instant> since;
  private final InstantSource clock;
  private final Silence silence;
  private final Instant begun;
  private Optional<Instant> complete = Optional.empty();
  private long answered;
  private String text = "answered no image yet";

  /**
   * Takes over the source.
   *
   * @param since when its time began: a pin stops it
   */
  CanaryTrial(
      CanaryConfig config,
      Staged staged,
      Announced active,
      EventSource<Prediction> source,
      CanaryStanding standing,
      Supplier<Instant> since,
      InstantSource clock) {
    this.config = config;
    this.staged = staged;
    this.active = active;
    this.source = source;
    this.standing = standing;
    this.since = since;
    this.clock = clock;
    this.begun = clock.instant();
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
    Instant now = clock.instant();
    boolean late = !now.isBefore(since.get().plus(config.time()));
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
    if (labels < config.labels() && !late) {
      return new TrialVerdict.Pending(
          "%d of %d labels; %s".formatted(labels, config.labels(), figures));
    }
    complete = complete.or(() -> Optional.of(now));
    boolean isGivenUp = late && !now.isBefore(begun.plus(EXAMINATION));
    boolean isExamined = standing.isExamined(version, complete.get(), config.images());
    // Asked for once more: what the examination has just found counts as well.
    return (isExamined || isGivenUp) && !standing.isCondemned(version)
        ? new TrialVerdict.Promoted(figures)
        : new TrialVerdict.Pending(
            figures + "; what came meanwhile is still put to it and to the active version");
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
