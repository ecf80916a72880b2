package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.EpochResult;
import io.afterimage.training.Phase;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.Score;
import io.afterimage.training.TrainingListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunMetricsTest {

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RunMetrics metrics = new RunMetrics(registry, () -> now);

  @Test
  void shouldShowARunFromItsBeginningToItsEnd() {
    assertThat(stage("idle")).isEqualTo(1);

    metrics.began(command("r1"));
    assertThat(stage("preparing")).isEqualTo(1);
    assertThat(stage("idle")).isZero();

    TrainingListener listener = metrics.listener(3, TrainingListener.NONE);
    listener.phaseStarted(new PhasePlan(Phase.FREEZE, 0, 2, 32), new Score(0.7, 0.5));
    listener.epochFinished(epoch(Phase.FREEZE, 0, 0.5));
    listener.epochFinished(epoch(Phase.FREEZE, 1, 0.4));
    assertThat(stage("freeze")).isEqualTo(1);
    assertThat(gauge("afterimage.run.epoch")).isEqualTo(2);
    assertThat(gauge("afterimage.run.epochs")).isEqualTo(3);
    assertThat(gauge("afterimage.run.time.left")).isEqualTo(4);
    assertThat(gauge("afterimage.run.pictures.per.second")).isEqualTo(250);
    assertThat(registry.get("afterimage.run.loss").tag("split", "train").gauge().value())
        .isEqualTo(0.4);
    assertThat(registry.get("afterimage.run.accuracy").tag("split", "validation").gauge().value())
        .isEqualTo(0.9);

    listener.phaseStarted(new PhasePlan(Phase.FINE_TUNE, 1, 1, 32), new Score(0.4, 0.9));
    listener.epochFinished(epoch(Phase.FINE_TUNE, 1, 0.3));
    assertThat(gauge("afterimage.run.epoch")).isEqualTo(3);
    assertThat(gauge("afterimage.run.time.left")).isZero();
    metrics.trained();
    assertThat(stage("examining")).isEqualTo(1);

    now = now.plusSeconds(60);
    metrics.ended(new Reply.Done("r1", new Reply.Published("v1"), "published", now));
    assertThat(stage("idle")).isEqualTo(1);
    assertThat(runs("command", "published")).isEqualTo(1);
    assertThat(
            registry
                .get("afterimage.run")
                .tags("trigger", "command", "outcome", "published")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(60);
  }

  @Test
  void shouldTellAutomaticRunsAndOutcomesApart() {
    metrics.began(command("auto-2026-03-01T10:00:00Z"));
    metrics.ended(new Reply.Done("a", new Reply.Rejected(0.8, Optional.of(0.9)), "worse", now));
    metrics.began(command("r2"));
    metrics.ended(new Reply.Failed("r2", "cancelled", now));

    assertThat(runs("automatic", "rejected")).isEqualTo(1);
    assertThat(runs("command", "failed")).isEqualTo(1);
    assertThat(runs("command", "published")).isZero();
  }

  @Test
  void shouldCallARunStuckThatLearnsNothingForLong() {
    Duration limit = Duration.ofMinutes(15);
    metrics.began(command("r1"));
    now = now.plus(limit).plusSeconds(1);
    assertThat(metrics.standsStill(limit)).isFalse();

    TrainingListener listener = metrics.listener(3, TrainingListener.NONE);
    listener.phaseStarted(new PhasePlan(Phase.FREEZE, 0, 2, 32), new Score(0.7, 0.5));
    assertThat(metrics.standsStill(limit)).isFalse();
    now = now.plus(limit).plusSeconds(1);
    assertThat(metrics.standsStill(limit)).isTrue();

    listener.batchFinished(Phase.FREEZE, 0, 32, 100, new Score(0.7, 0.5));
    assertThat(metrics.standsStill(limit)).isFalse();
  }

  private static Command.Retrain command(String id) {
    return new Command.Retrain(id, ScheduleValues.none(), Optional.empty(), Instant.EPOCH);
  }

  private static EpochResult epoch(Phase phase, int number, double loss) {
    return new EpochResult(phase, number, new Score(loss, 0.8), new Score(loss, 0.9), 4, 250);
  }

  private double stage(String stage) {
    return registry.get("afterimage.run.stage").tag("stage", stage).gauge().value();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private long runs(String trigger, String outcome) {
    return registry
        .get("afterimage.run")
        .tags("trigger", trigger, "outcome", outcome)
        .timer()
        .count();
  }
}
