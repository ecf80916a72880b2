package io.afterimage.trainer.service;

import io.afterimage.events.Reply;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.TrainingListener;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns finished epochs into replies. For one thread and one run. */
final class ProgressReplies implements TrainingListener {

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
