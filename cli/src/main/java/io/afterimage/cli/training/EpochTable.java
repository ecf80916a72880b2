package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.Phase;
import io.afterimage.trainer.training.PhasePlan;
import io.afterimage.trainer.training.Score;
import io.afterimage.trainer.training.TrainingListener;
import java.util.List;

/** Shows a bar within each epoch and a row after it. One thread. */
public final class EpochTable implements TrainingListener, AutoCloseable {

  private static final String HEADING =
      "epoch     loss  accuracy  val loss  val accuracy  pictures/s  seconds  left";
  private static final String ROW = "%5s  %7.4f  %7.1f%%  %8.4f  %11.1f%%  %10.0f  %7.1f  %4.0fs";

  private final Terminal terminal;
  private PhasePlan plan;
  private Progress bar;

  /** Rows go to standard output, bars to the screen. */
  public EpochTable(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void phaseStarted(PhasePlan started, Score initial) {
    plan = started;
    terminal.print(terminal.style().strong(started.phase().code().replace('_', '-')));
    terminal.print(terminal.style().strong(HEADING));
    terminal.print(
        "start  %7s  %8s  %8.4f  %11.1f%%"
            .formatted("", "", initial.loss(), initial.accuracy() * 100));
  }

  @Override
  public void phaseResumed(PhasePlan resumed, List<EpochResult> finished) {
    terminal.say(
        "%d of %d epochs are in the checkpoint; going on after them"
            .formatted(finished.size(), resumed.epochs()));
    finished.forEach(this::epochFinished);
  }

  @Override
  public void batchFinished(Phase phase, int epoch, int done, int total) {
    if (bar == null) {
      bar = Progress.start(terminal, "epoch " + number(epoch), total, "pictures");
    }
    bar.stepTo(done);
  }

  @Override
  public void epochFinished(EpochResult result) {
    close();
    int left = plan.firstEpoch() + plan.epochs() - result.epoch() - 1;
    terminal.print(
        ROW.formatted(
            number(result.epoch()),
            result.train().loss(),
            result.train().accuracy() * 100,
            result.validation().loss(),
            result.validation().accuracy() * 100,
            result.picturesPerSecond(),
            result.seconds(),
            left * result.seconds()));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private String number(int epoch) {
    return "%d/%d".formatted(epoch + 1, plan.firstEpoch() + plan.epochs());
  }
}
