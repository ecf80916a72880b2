package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Gauge;
import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.training.AugmentationPolicy;
import io.afterimage.training.EpochResult;
import io.afterimage.training.Phase;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.Score;
import io.afterimage.training.TrainingListener;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Shows a line that moves within each epoch, on a screen, and a row after it. One thread. */
public final class EpochTable implements TrainingListener, AutoCloseable {

  private static final String HEADING =
      "epoch     loss  accuracy  val loss  val accuracy    images/s  seconds  left";
  private static final String ROW = "%5s  %7.4f  %7.1f%%  %8.4f  %11.1f%%  %10.0f  %7.1f  %s";
  private static final String LINE =
      "epoch %s step %d/%d %s loss %.4f accuracy %.1f%% %.0f/s %s left";
  private static final int BAR = 10;
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final LiveLine line;
  private PhasePlan plan;
  private long epochStarted;
  private long lastShown;
  private OptionalDouble lastSeconds = OptionalDouble.empty();

  /** Rows go to standard output, the line that moves to the screen. */
  public EpochTable(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  EpochTable(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.line = new LiveLine(terminal);
    this.lastShown = nanoTime.getAsLong() - EVERY_NANOS;
  }

  @Override
  public void augmentationChosen(
      AugmentationPolicy chosen, Map<AugmentationPolicy, Double> losses) {
    terminal.say(
        "augmentation: %s (cross-validated loss: %s)"
            .formatted(
                chosen.code(),
                losses.entrySet().stream()
                    .map(loss -> "%s %.3f".formatted(loss.getKey().code(), loss.getValue()))
                    .collect(Collectors.joining(", "))));
  }

  @Override
  public void phaseStarted(PhasePlan started, Score initial) {
    plan = started;
    terminal.print(terminal.style().strong(started.phase().code().replace('_', '-')));
    terminal.print(terminal.style().strong(HEADING));
    terminal.print(
        "start  %7s  %8s  %8.4f  %11.1f%%"
            .formatted("", "", initial.loss(), initial.accuracy() * 100));
    beginEpoch(OptionalDouble.empty());
  }

  @Override
  public void phaseResumed(PhasePlan resumed, List<EpochResult> finished) {
    terminal.say("resuming after %d of %d epochs".formatted(finished.size(), resumed.epochs()));
    finished.forEach(this::epochFinished);
  }

  @Override
  public void batchFinished(Phase phase, int epoch, int done, int total, Score soFar) {
    long now = nanoTime.getAsLong();
    if (!terminal.live() || (done < total && now - lastShown < EVERY_NANOS)) {
      return;
    }
    lastShown = now;
    double elapsed = (now - epochStarted) / (double) TimeUnit.SECONDS.toNanos(1);
    double whole = lastSeconds.orElse(elapsed * total / done);
    double left = Math.max(whole - elapsed, elapsed * (total - done) / done);
    line.show(
        LINE.formatted(
            number(epoch),
            steps(done),
            steps(total),
            Gauge.bar((double) done / total, BAR),
            soFar.loss(),
            soFar.accuracy() * 100,
            done / elapsed,
            Gauge.time(left + after(epoch) * whole)));
  }

  @Override
  public void epochFinished(EpochResult result) {
    line.clear();
    terminal.print(
        ROW.formatted(
            number(result.epoch()),
            result.train().loss(),
            result.train().accuracy() * 100,
            result.validation().loss(),
            result.validation().accuracy() * 100,
            result.imagesPerSecond(),
            result.seconds(),
            Gauge.time(after(result.epoch()) * result.seconds())));
    beginEpoch(OptionalDouble.of(result.seconds()));
  }

  @Override
  public void close() {
    line.close();
  }

  private void beginEpoch(OptionalDouble secondsOfTheLast) {
    epochStarted = nanoTime.getAsLong();
    lastSeconds = secondsOfTheLast;
  }

  private int steps(int images) {
    return (images + plan.batchSize() - 1) / plan.batchSize();
  }

  /** How many epochs of the phase follow. */
  private int after(int epoch) {
    return plan.firstEpoch() + plan.epochs() - epoch - 1;
  }

  private String number(int epoch) {
    return "%d/%d".formatted(epoch + 1, plan.firstEpoch() + plan.epochs());
  }
}
