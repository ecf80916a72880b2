package io.afterimage.trainer.service;

import io.afterimage.schemas.events.Reply;
import io.afterimage.training.AugmentationPolicy;
import io.afterimage.training.EpochResult;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.TrainingListener;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns finished epochs into replies. For one thread and one run. */
final class ProgressReplies implements TrainingListener {

  private static final Logger log = LoggerFactory.getLogger(ProgressReplies.class);

  private final String run;
  private final int epochs;
  private final Consumer<Reply.Progress> receiver;
  private final InstantSource clock;
  private int finished;

  ProgressReplies(String run, int epochs, Consumer<Reply.Progress> receiver, InstantSource clock) {
    this.run = run;
    this.epochs = epochs;
    this.receiver = receiver;
    this.clock = clock;
  }

  @Override
  public void augmentationChosen(
      AugmentationPolicy chosen, Map<AugmentationPolicy, Double> losses) {
    log.atInfo()
        .addKeyValue("run", run)
        .addKeyValue("policy", chosen.code())
        .addKeyValue("losses", losses)
        .log("chose the augmentation by cross-validation");
  }

  @Override
  public void phaseResumed(PhasePlan plan, List<EpochResult> epochsBefore) {
    finished += epochsBefore.size();
    log.atInfo()
        .addKeyValue("run", run)
        .addKeyValue("phase", plan.phase().code())
        .addKeyValue("finished", "%d of %d".formatted(epochsBefore.size(), plan.epochs()))
        .log("training resumes from checkpoint");
  }

  @Override
  public void epochFinished(EpochResult result) {
    finished++;
    receiver.accept(
        new Reply.Progress(
            run,
            result.phase().code().replace('_', '-'),
            finished,
            epochs,
            result.train().loss(),
            result.train().accuracy(),
            Optional.of(result.validation().accuracy()),
            Optional.of(result.seconds() * (epochs - finished)),
            clock.instant()));
  }
}
