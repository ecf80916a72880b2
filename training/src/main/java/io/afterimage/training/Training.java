package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.inference.Tensor;
import io.afterimage.training.TrainingRun.Outcome;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.afterimage.training.suspects.SuspectHandling;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Runs the schedule on a set of images and makes a model of what was learned. Thread-safe, but one
 * run already uses every thread that it may.
 */
public final class Training {

  private final Base base;
  private final TrainingRun.Engines engines;
  private final Resources resources;
  private final InstantSource clock;
  private final boolean novelty;
  private final SuspectHandling suspects;

  /**
   * With what each run needs.
   *
   * @param base where runs start from
   * @param frozen runs the frozen layers
   * @param learners makes what learns
   * @param clock tells when a run ended
   */
  public Training(
      Base base, FrozenGraphs frozen, Learners learners, Resources resources, InstantSource clock) {
    this(
        base,
        new TrainingRun.Engines(frozen, learners),
        resources,
        clock,
        true,
        SuspectHandling.KEEP);
  }

  private Training(
      Base base,
      TrainingRun.Engines engines,
      Resources resources,
      InstantSource clock,
      boolean novelty,
      SuspectHandling suspects) {
    this.base = base;
    this.engines = engines;
    this.resources = resources;
    this.clock = clock;
    this.novelty = novelty;
    this.suspects = suspects;
  }

  /** The same, for models that do or do not tell the novelty of an image. */
  public Training withNovelty(boolean told) {
    return new Training(base, engines, resources, clock, told, suspects);
  }

  /** The same with another handling of labels that look wrong to a head at its optimum. */
  public Training withSuspects(SuspectHandling handling) {
    return new Training(base, engines, resources, clock, novelty, handling);
  }

  /**
   * Trains on the calling thread and its own helpers, which end with it. The same images and
   * configuration give the same model, up to the rounding of the engines.
   *
   * @param listener called after each epoch, on the calling thread
   * @param cancelled asked before each batch
   * @throws CancellationException within one batch, when cancelled
   */
  public TrainingResult run(
      TrainingSet images,
      ScheduleConfig config,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    return run(images, config, StartingPoint.pretrained(), Checkpoints.NONE, listener, cancelled);
  }

  /**
   * The same, but resumes after the last finished epoch of an earlier attempt; the result is the
   * same as without the interruption.
   *
   * @param start where the run starts from, or once started from
   * @param checkpoints where each epoch leaves its state
   */
  public TrainingResult run(
      TrainingSet images,
      ScheduleConfig config,
      StartingPoint start,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    StartingPoint.Weights weights = start.open(base);
    HeadFitting fitting = new HeadFitting(engines.learners().softmax());
    RunState state = new RunState(fingerprint(weights, images, config), checkpoints);
    ScheduleConfig settled =
        new AugmentationChoice(weights.base(), engines.frozen(), fitting, resources)
            .settle(images, config, state, listener, cancelled);
    PhaseLoop loop = new PhaseLoop(images, settled, resources, listener, cancelled);
    List<Outcome> outcomes = new TrainingRun(engines, loop, weights, state, suspects).run();
    return result(loop, weights, outcomes, cancelled);
  }

  /** What manifests call the base. */
  public String backbone() {
    return base.name();
  }

  /**
   * Fails before reading any image if the model for these classes would be too large.
   *
   * @param limits of the resulting model
   * @throws io.afterimage.training.dataset.DatasetException saying what it needs, and what there is
   */
  public void requireRoom(int classes, InputSpec input, ModelLimits limits) {
    new HeadRoom(limits)
        .require(new HeadSpec(base.features(), classes), base.featureGraph(input).length);
  }

  /**
   * Tells runs apart that may learn something else from the same images: SHA-256 over schedule,
   * base and starting point.
   *
   * @param start SHA-256 of the model that the run starts from; empty: the pretrained base
   */
  public String identity(ScheduleConfig config, Optional<String> start) {
    return RunFingerprint.of(base, config, start) + suspects.mark();
  }

  /**
   * What an interrupted run had learned at its best, without any engine, so at once.
   *
   * @param artifact an unpublished model, not compared with the training engine
   * @param best the epoch that it is of
   * @param epochs how many were finished
   */
  public record SoFar(ModelArtifact artifact, EpochResult best, int epochs) {}

  /**
   * The best epoch that an earlier attempt finished.
   *
   * @param start where that attempt started from
   * @return empty when it finished none
   */
  public Optional<SoFar> bestSoFar(
      TrainingSet images, ScheduleConfig config, StartingPoint start, Checkpoints checkpoints) {
    StartingPoint.Weights weights = start.open(base);
    return checkpoints
        .find(fingerprint(weights, images, config))
        .filter(found -> found.epochs() > 0)
        .map(found -> soFar(found, images, config.selection(), weights.base()));
  }

  private SoFar soFar(Checkpoint checkpoint, TrainingSet images, Selection selection, Base from) {
    PhaseProgress best =
        checkpoint.phases().values().stream()
            .reduce((a, b) -> selection.isBetter(b.bestEpoch(), a.bestEpoch()) ? b : a)
            .orElseThrow();
    PhaseResult phase =
        new PhaseResult(
            best.initial(), best.epochs(), best.bestIndex(), Optional.empty(), HeldOutAnswers.NONE);
    return new SoFar(
        new ArtifactAssembly(from, clock).assemble(images, best.best(), phase),
        best.bestEpoch(),
        checkpoint.epochs());
  }

  private String fingerprint(
      StartingPoint.Weights start, TrainingSet images, ScheduleConfig config) {
    HeadSpec head = new HeadSpec(start.base().features(), images.labels().size());
    return RunFingerprint.of(
            start.base(), start.head().variables(head, images.labels()), images, config)
        + config
            .freeze()
            .filter(phase -> phase.method() == HeadMethod.LBFGS)
            .map(phase -> suspects.mark())
            .orElse("");
  }

  private TrainingResult result(
      PhaseLoop loop,
      StartingPoint.Weights start,
      List<Outcome> outcomes,
      BooleanSupplier cancelled) {
    Selection selection = loop.config().selection();
    int chosen = outcomes.size() - 1;
    if (selection.keepBest()) {
      EpochResult last = outcomes.get(chosen).result().end();
      EpochResult first = outcomes.get(0).result().end();
      chosen = selection.isBetter(first, last) ? 0 : chosen;
    }
    Outcome outcome = outcomes.get(chosen);
    Optional<NoisyLabelFitting.Result> labels = outcomes.get(0).labels();
    TrainingSet images = loop.images();
    Map<String, Tensor> learned = new HashMap<>(outcome.learned());
    if (novelty) {
      ClassMeanPass pass = new ClassMeanPass(engines.frozen(), resources);
      learned.put(
          HeadSpec.CLASS_MEANS,
          pass.run(
              start.base().with(outcome.learned()),
              labels.map(found -> images.withoutTrainingImages(found.leftOut())).orElse(images),
              cancelled));
    }
    return new TrainingResult(
        new ArtifactAssembly(start.base(), clock).assemble(images, learned, outcome.result()),
        outcomes.stream().map(Outcome::result).toList(),
        chosen,
        loop.config(),
        labels.flatMap(
            found -> found.review(images.of(Split.TRAIN), images.labels(), clock.instant())));
  }
}
