package io.afterimage.trainer.service;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.guardrails.Guardrails;
import io.afterimage.trainer.rollout.EventSource;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.rollout.ShadowEvidence;
import io.afterimage.trainer.rollout.TrialVerdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A version that is a shadow of the active one. */
final class ShadowTrial implements Trial {

  private final RolloutConfig config;
  private final Staged staged;
  private final EventSource<ShadowPrediction> source;
  private final ShadowEvidence evidence;
  private final ReplayBuffer buffer;
  private final Predicate<Example> leftOut;
  private final InstantSource clock;
  private final Silence silence;
  private String text = "answered no image yet";

  /**
   * Takes over the source.
   *
   * @param learned what either version was fitted to
   * @param chosen whether a label was asked for because of what a version said of the image
   */
  ShadowTrial(
      RolloutConfig config,
      Staged staged,
      Announced active,
      EventSource<ShadowPrediction> source,
      ReplayBuffer buffer,
      List<Learned> learned,
      Predicate<Example> chosen,
      InstantSource clock) {
    this.config = config;
    this.staged = staged;
    this.source = source;
    this.buffer = buffer;
    this.leftOut = chosen.or(example -> learned.stream().anyMatch(each -> each.contains(example)));
    this.clock = clock;
    this.evidence =
        new ShadowEvidence(
            staged.modelVersion(),
            active.modelVersion(),
            Guardrails.between(config.guardrails(), staged.announcement(), active));
    this.silence = new Silence(staged.modelVersion(), "shadow", clock);
  }

  @Override
  public boolean isOf(Staged other, Announced active) {
    return staged.equals(other) && evidence.isOf(other.modelVersion(), active.modelVersion());
  }

  @Override
  public TrialVerdict verdict() {
    source.drain(evidence::add);
    boolean late = !clock.instant().isBefore(staged.at().plus(config.time()));
    Map<String, String> labels =
        evidence.images() < config.images() ? Map.of() : labelsSince(staged.at());
    TrialVerdict verdict = evidence.verdict(config, labels, late);
    text = verdict.text() + silence.text(evidence.images() > 0);
    return verdict;
  }

  /**
   * What was labelled before may have been learned. So may an image that was labelled again since
   * its example had gone, or that came again under another id: the lineages tell.
   */
  private Map<String, String> labelsSince(Instant since) {
    return buffer.agreed().examples().stream()
        .filter(example -> example.labelledAt().isAfter(since))
        .filter(leftOut.negate())
        .collect(Collectors.toMap(Example::id, Example::label));
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
