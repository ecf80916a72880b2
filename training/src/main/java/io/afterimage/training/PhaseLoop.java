package io.afterimage.training;

import io.afterimage.training.BatchPipeline.PictureWriter;
import io.afterimage.training.dataset.DecodedPicture;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.dataset.TrainingSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A phase's epochs, whatever is frozen and whatever learns. Each epoch shuffles the training
 * pictures, varies each by the augmentation, takes them through the frozen layers and lets the
 * learner step; then it scores the validation pictures. The order and the variations follow from
 * the seed, the epoch's number and the pictures' ids, so threads do not change the result, and an
 * epoch can be run without those before it.
 *
 * @param pictures what to learn from, validate and test with
 * @param config gives seed and augmentation
 * @param resources how many threads prepare batches, started and ended by each run
 * @param listener hears of it on the calling thread
 * @param cancelled asked before each batch
 */
public record PhaseLoop(
    TrainingSet pictures,
    ScheduleConfig config,
    Resources resources,
    TrainingListener listener,
    BooleanSupplier cancelled) {

  private static final long VARIATION = 2;

  /**
   * Runs all epochs, or as many as the selection has patience for, on the calling thread, the only
   * one that uses the learner.
   *
   * @param source the frozen layers; not in use any more when this returns
   * @param learner goes on from what it knows
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
    try (BatchPipeline pipeline =
        new BatchPipeline(source, pictures.input(), plan.batchSize(), resources.threads())) {
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
      return conclude(progress, pipeline, learner, validation);
    }
  }

  private boolean isToGoOn(PhasePlan plan, PhaseProgress progress) {
    return progress.epochs().size() < plan.epochs() && !config.selection().isExhausted(progress);
  }

  private PhaseResult conclude(
      PhaseProgress progress, BatchPipeline pipeline, Learner learner, HeldOut validation) {
    int kept = config.selection().kept(progress);
    if (kept != progress.epochs().size() - 1) {
      learner.restore(progress.learner().withVariables(progress.best()));
    }
    List<DecodedPicture> tested = pictures.of(Split.TEST);
    HeldOutAnswers.Recorder recorder =
        new HeldOutAnswers.Recorder(pictures.of(Split.VALIDATION).size() + tested.size());
    validation.score(learner, recorder::add);
    Optional<Score> test =
        tested.isEmpty()
            ? Optional.empty()
            : Optional.of(heldOut(Split.TEST, pipeline, 0).score(learner, recorder::add));
    return new PhaseResult(progress.initial(), progress.epochs(), kept, test, recorder.answers());
  }

  private static PhaseProgress resume(PhaseProgress from, Learner learner) {
    learner.restore(from.learner());
    return from;
  }

  private EpochResult epoch(
      PhasePlan plan, int epoch, BatchPipeline pipeline, Learner learner, HeldOut validation) {
    long started = System.nanoTime();
    List<DecodedPicture> order =
        PictureOrder.shuffled(pictures.of(Split.TRAIN), config.seed(), epoch);
    RunningScore train = new RunningScore();
    pipeline.run(
        order,
        variation(epoch),
        cancelled,
        batch -> {
          double rateShare = plan.rateShare(epoch, train.count(), order.size());
          train.add(
              learner.train(batch.activations(), batch.labels(), rateShare), batch.labels().length);
          listener.batchFinished(plan.phase(), epoch, train.count(), order.size(), train.score());
        });
    Score validated = validation.score(learner);
    double seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
    return new EpochResult(
        plan.phase(), epoch, train.score(), validated, seconds, order.size() / seconds);
  }

  private HeldOut heldOut(Split split, BatchPipeline pipeline, long keptBytes) {
    return new HeldOut(pictures.of(split), pipeline, keptBytes, cancelled);
  }

  private PictureWriter variation(int epoch) {
    Augmentation augmentation = config.augmentation();
    if (augmentation.equals(Augmentation.NONE)) {
      return PictureWriter.AS_IS;
    }
    PictureWarp warp = new PictureWarp(pictures.input().height(), pictures.input().width());
    return (picture, target) -> {
      SplittableRandom random =
          Seeds.random(config.seed(), VARIATION, epoch, StableSplit.hash(picture.id()));
      warp.write(picture.rgb(), augmentation.draw(random), target);
    };
  }
}
