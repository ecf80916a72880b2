package io.afterimage.trainer.service;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.training.AugmentationPolicy;
import io.afterimage.training.EpochResult;
import io.afterimage.training.Phase;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.Score;
import io.afterimage.training.TrainingListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is measured of runs, under {@code afterimage_run_…}. The last epoch's figures stay until the
 * next run begins. Thread-safe.
 */
final class RunMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4)
  };

  private final InstantSource clock;
  private final Map<RunOutcome, Timer> byCommand = new EnumMap<>(RunOutcome.class);
  private final Map<RunOutcome, Timer> automatic = new EnumMap<>(RunOutcome.class);
  private volatile Run run = Run.NONE;
  private volatile Instant lastBatch = Instant.EPOCH;

  private record Run(
      RunStage stage,
      boolean asked,
      Instant began,
      int epochs,
      int finished,
      Optional<EpochResult> last) {

    private static final Run NONE =
        new Run(RunStage.IDLE, true, Instant.EPOCH, 0, 0, Optional.empty());

    Run at(RunStage next) {
      return new Run(next, asked, began, epochs, finished, last);
    }

    Run of(int total) {
      return new Run(stage, asked, began, total, finished, last);
    }

    Run after(EpochResult epoch) {
      return new Run(stage, asked, began, epochs, finished + 1, Optional.of(epoch));
    }

    double figure(Function<EpochResult, Double> figure) {
      return last.map(figure).orElse(Double.NaN);
    }

    double secondsLeft() {
      return stage == RunStage.IDLE
          ? 0
          : figure(EpochResult::seconds) * Math.max(0, epochs - finished);
    }
  }

  /** Registers the meters. */
  RunMetrics(MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    for (RunOutcome outcome : RunOutcome.values()) {
      byCommand.put(outcome, timer(registry, "command", outcome));
      automatic.put(outcome, timer(registry, "automatic", outcome));
    }
    for (RunStage stage : RunStage.values()) {
      Gauge.builder("afterimage.run.stage", () -> run.stage() == stage ? 1 : 0)
          .description("1 for where the run stands: what is the trainer doing?")
          .tag("stage", stage.code())
          .register(registry);
    }
    gauge(
        registry, "afterimage.run.epoch", "Finished epochs: how far is it?", () -> run.finished());
    gauge(registry, "afterimage.run.epochs", "Epochs of the run", () -> run.epochs());
    gauge(
        registry,
        "afterimage.run.pictures.per.second",
        "Training images over time in the last epoch: is it as fast as ever?",
        () -> run.figure(EpochResult::imagesPerSecond));
    Gauge.builder("afterimage.run.time.left", () -> run.secondsLeft())
        .description("Until the last epoch ends, going by the one before: when will it be done?")
        .baseUnit("seconds")
        .register(registry);
    scores(registry, "train", EpochResult::train);
    scores(registry, "validation", EpochResult::validation);
  }

  /** Where the run stands. */
  RunStage stage() {
    return run.stage();
  }

  /** Whether a run is training and no batch has finished within the limit. */
  boolean standsStill(Duration limit) {
    boolean trains = run.stage() == RunStage.FREEZE || run.stage() == RunStage.FINE_TUNE;
    return trains && Duration.between(lastBatch, clock.instant()).compareTo(limit) > 0;
  }

  /** A run begins. */
  void began(Command.Retrain command) {
    boolean asked = !command.isAutomatic();
    RunStage first = command.isRefresh() ? RunStage.REFRESH : RunStage.PREPARING;
    run = new Run(first, asked, clock.instant(), 0, 0, Optional.empty());
  }

  /** Training or refreshing is over: the candidate is there. */
  void trained() {
    run = run.at(RunStage.EXAMINING);
  }

  /** The run is over. */
  void ended(Reply outcome) {
    Run over = run;
    (over.asked() ? byCommand : automatic)
        .get(RunOutcome.of(outcome))
        .record(Duration.between(over.began(), clock.instant()));
    run = over.at(RunStage.IDLE);
  }

  /** The term is over, and with it this replica's part in the run: its successor counts it. */
  void leftToSuccessor() {
    run = run.at(RunStage.IDLE);
  }

  /**
   * Returns a listener that records training progress and passes it on.
   *
   * @param epochs of the whole run
   */
  TrainingListener listener(int epochs, TrainingListener next) {
    return new TrainingListener() {
      @Override
      public void augmentationChosen(
          AugmentationPolicy chosen, Map<AugmentationPolicy, Double> losses) {
        lastBatch = clock.instant();
        next.augmentationChosen(chosen, losses);
      }

      @Override
      public void phaseStarted(PhasePlan plan, Score initial) {
        lastBatch = clock.instant();
        run = run.of(epochs).at(RunStage.of(plan.phase()));
        next.phaseStarted(plan, initial);
      }

      @Override
      public void phaseResumed(PhasePlan plan, List<EpochResult> finished) {
        for (EpochResult epoch : finished) {
          run = run.after(epoch);
        }
        next.phaseResumed(plan, finished);
      }

      @Override
      public void batchFinished(Phase phase, int epoch, int done, int total, Score soFar) {
        lastBatch = clock.instant();
        next.batchFinished(phase, epoch, done, total, soFar);
      }

      @Override
      public void epochFinished(EpochResult result) {
        run = run.after(result);
        next.epochFinished(result);
      }
    };
  }

  private void scores(MeterRegistry registry, String split, Function<EpochResult, Score> score) {
    Gauge.builder("afterimage.run.loss", () -> run.figure(score.andThen(Score::loss)))
        .description("Loss of the last epoch: does it learn?")
        .tag("split", split)
        .register(registry);
    Gauge.builder("afterimage.run.accuracy", () -> run.figure(score.andThen(Score::accuracy)))
        .description("Accuracy of the last epoch: does it learn, or only by heart?")
        .tag("split", split)
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private static Timer timer(MeterRegistry registry, String trigger, RunOutcome outcome) {
    return Timer.builder("afterimage.run")
        .description("Runs by who asked and what came of it: how often, how long, how well?")
        .serviceLevelObjectives(BUCKETS)
        .tag("trigger", trigger)
        .tag("outcome", outcome.code())
        .register(registry);
  }
}
