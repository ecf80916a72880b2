package io.afterimage.training;

import io.afterimage.training.BatchPipeline.ImageWriter;
import io.afterimage.training.dataset.DecodedImage;
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

  private static final long VARIATION = 2;

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
    List<DecodedImage> tested = images.of(Split.TEST);
    HeldOutAnswers.Recorder recorder =
        new HeldOutAnswers.Recorder(images.of(Split.VALIDATION).size() + tested.size());
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
    List<DecodedImage> order = ImageOrder.shuffled(images.of(Split.TRAIN), config.seed(), epoch);
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
    return new HeldOut(images.of(split), pipeline, keptBytes, cancelled);
  }

  private ImageWriter variation(int epoch) {
    Augmentation augmentation = config.augmentation();
    if (augmentation.equals(Augmentation.NONE)) {
      return ImageWriter.AS_IS;
    }
    ImageWarp warp = new ImageWarp(images.input().height(), images.input().width());
    return (image, target) -> {
      SplittableRandom random =
          Seeds.random(config.seed(), VARIATION, epoch, StableSplit.hash(image.id()));
      warp.write(image.rgb(), augmentation.draw(random), target);
    };
  }
}
