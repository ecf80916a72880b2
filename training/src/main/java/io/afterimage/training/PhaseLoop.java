package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A phase's epochs, whatever is frozen and whatever learns. Each epoch shuffles the training
 * images, varies each by the augmentation, takes them through the frozen layers and lets the
 * learner step; then it scores the validation images. The order and the variations follow from the
 * seed, the epoch's number and the images' ids, so threads do not change the result, and an epoch
 * can be run without those before it.
 *
 * @param images what to learn from, validate and test with
 * @param config gives seed and augmentation
 * @param resources how many threads prepare batches, started and ended by each run
 * @param listener notified of progress, on the calling thread
 * @param cancelled asked before each batch
 */
public record PhaseLoop(
    TrainingSet images,
    ScheduleConfig config,
    Resources resources,
    TrainingListener listener,
    BooleanSupplier cancelled) {

  /** The same on other images. */
  PhaseLoop on(TrainingSet others) {
    return new PhaseLoop(others, config, resources, listener, cancelled);
  }

  /**
   * Runs all epochs, or as many as the selection has patience for, on the calling thread, the only
   * one that uses the learner.
   *
   * @param source the frozen layers; not in use any more when this returns
   * @param learner continues from its current state
   * @throws CancellationException within one batch, when cancelled
   */
  public PhaseResult run(PhasePlan plan, ActivationSource source, Learner learner) {
    return run(plan, source, learner, Optional.empty(), progress -> {});
  }

  /**
   * Runs the epochs that are left.
   *
   * @param from where an earlier attempt stopped; the learner is brought there
   * @param reached told after each epoch, before the listener
   * @see #run(PhasePlan, ActivationSource, Learner)
   */
  public PhaseResult run(
      PhasePlan plan,
      ActivationSource source,
      Learner learner,
      Optional<PhaseProgress> from,
      Consumer<PhaseProgress> reached) {
    Map<String, Tensor> start = plan.averaged() ? learner.variables() : Map.of();
    try (BatchPipeline pipeline =
        new BatchPipeline(source, images.input(), plan.batchSize(), resources.threads())) {
      HeldOut validation = heldOut(Split.VALIDATION, pipeline, resources.keptBytes());
      PhaseProgress progress =
          from.isPresent()
              ? resume(from.get(), learner)
              : PhaseProgress.beginning(validation.score(learner), learner);
      listener.phaseStarted(plan, progress.initial());
      from.ifPresent(earlier -> listener.phaseResumed(plan, earlier.epochs()));
      while (isToGoOn(plan, progress)) {
        int epoch = plan.firstEpoch() + progress.epochs().size();
        EpochResult result = epoch(plan, epoch, pipeline, learner, validation);
        progress = progress.after(result, learner.state(), config.selection());
        reached.accept(progress);
        listener.epochFinished(result);
      }
      int kept = config.selection().kept(progress);
      if (kept != progress.epochs().size() - 1) {
        learner.restore(progress.learner().withVariables(progress.best()));
      }
      Optional<WeightAverage> average =
          plan.averaged()
              ? WeightAverage.best(
                  start, learner, validation, progress.epochs().get(kept), config.selection())
              : Optional.empty();
      return conclude(progress, kept, average, pipeline, learner, validation);
    }
  }

  private boolean isToGoOn(PhasePlan plan, PhaseProgress progress) {
    return progress.epochs().size() < plan.epochs() && !config.selection().isExhausted(progress);
  }

  private PhaseResult conclude(
      PhaseProgress progress,
      int kept,
      Optional<WeightAverage> average,
      BatchPipeline pipeline,
      Learner learner,
      HeldOut validation) {
    List<DecodedImage> tested = images.of(Split.TEST);
    HeldOutAnswers.Recorder recorder =
        new HeldOutAnswers.Recorder(images.of(Split.VALIDATION).size() + tested.size());
    validation.score(learner, recorder::add);
    Optional<Score> test =
        tested.isEmpty()
            ? Optional.empty()
            : Optional.of(heldOut(Split.TEST, pipeline, 0).score(learner, recorder::add));
    return new PhaseResult(
        progress.initial(), progress.epochs(), kept, average, test, recorder.answers());
  }

  private static PhaseProgress resume(PhaseProgress from, Learner learner) {
    learner.restore(from.learner());
    return from;
  }

  private EpochResult epoch(
      PhasePlan plan, int epoch, BatchPipeline pipeline, Learner learner, HeldOut validation) {
    long started = System.nanoTime();
    List<Portion.Pass> passes =
        plan.portion().passes(images.of(Split.TRAIN), config.seed(), plan.firstEpoch(), epoch);
    int size = passes.stream().mapToInt(pass -> pass.order().size()).sum();
    RunningScore train = new RunningScore();
    for (Portion.Pass pass : passes) {
      pipeline.run(
          pass.order(),
          config.augmentation().writer(images.input(), config.seed(), pass.number()),
          cancelled,
          batch -> {
            double rateShare = plan.rateShare(epoch, train.count(), size);
            train.add(
                learner.train(batch.activations(), batch.labels(), rateShare),
                batch.labels().length);
            listener.batchFinished(plan.phase(), epoch, train.count(), size, train.score());
          });
    }
    Score validated = validation.score(learner);
    double seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
    return new EpochResult(
        plan.phase(), epoch, train.score(), validated, seconds, train.count() / seconds);
  }

  private HeldOut heldOut(Split split, BatchPipeline pipeline, long keptBytes) {
    return new HeldOut(images.of(split), pipeline, keptBytes, cancelled);
  }
}
