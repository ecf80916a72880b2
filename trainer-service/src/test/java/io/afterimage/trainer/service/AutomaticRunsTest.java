package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.config.Settings;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.rollout.ApprovalConfig;
import io.afterimage.trainer.rollout.CanaryConfig;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.trigger.Due;
import io.afterimage.trainer.trigger.TriggerConfig;
import io.afterimage.trainer.trigger.TriggerMetrics;
import io.afterimage.trainer.trigger.TriggerPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutomaticRunsTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  private final List<Command> requested = new ArrayList<>();
  private Instant now = START;

  private final class Noted implements Answers {

    @Override
    public void say(Reply reply) {
      throw new AssertionError("nothing to say");
    }

    @Override
    public void request(Command command) {
      requested.add(command);
    }

    @Override
    public void conclude(Optional<Reply> reply, long next) {
      throw new AssertionError("no command to conclude");
    }

    @Override
    public void conclude(Reply end, TrainingRun run, long next) {
      throw new AssertionError("no run to conclude");
    }
  }

  private final TriggerConfig config =
      TriggerConfig.read(
          new Settings(
              Map.of(
                  "refresh.new.labels",
                  "2",
                  "trigger.stability",
                  "0",
                  "trigger.accuracy.window",
                  "1")));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TriggerPolicy policy = new TriggerPolicy(config, () -> now);
  private Versions versions;

  @BeforeEach
  void open() {
    versions =
        versions(new RolloutConfig(10, 0.5, 0, GuardrailConfig.DEFAULT, Duration.ofHours(1)));
  }

  private Versions versions(RolloutConfig rollout) {
    DirectoryModelStore store = new DirectoryModelStore(folder);
    return new Versions(
        new ModelPublisher(store, new MemoryEventLog(), PublishingRules.DEFAULT, () -> now),
        store,
        Optional.empty(),
        rollout);
  }

  private AutomaticRuns runs(AutomaticRuns.HoldUp holdUp) {
    return new AutomaticRuns(
        policy,
        versions,
        new Noted(),
        Optional.empty(),
        holdUp,
        new TriggerMetrics(meters, config),
        () -> now);
  }

  /** Its candidate would take the place of the staged one. */
  @Test
  void shouldBeginNoRunWhileAVersionIsStaged() {
    versions.publish(FakeModels.model(1, 1), Provenance.NONE);
    versions.publish(FakeModels.model(2, 1), Provenance.NONE);
    policy.labelledBefore(List.of("one", "two"));
    try (AutomaticRuns runs = runs(registry -> Optional.empty())) {
      now = START.plusSeconds(90);
      runs.tick(false);
      assertThat(requested).isEmpty();

      versions.announce("v2", Optional.empty());
      now = START.plusSeconds(95);
      runs.tick(false);
      assertThat(requested).hasSize(1);
    }
  }

  /** It answers nothing for as long as somebody likes, and learning must not stop for that. */
  @Test
  void shouldBeginRunsDuringAPinThoughACanaryWaitsForItsEnd() {
    versions =
        versions(
            new RolloutConfig(
                0,
                0.5,
                0,
                GuardrailConfig.DEFAULT,
                Duration.ofHours(1),
                new CanaryConfig(100, 0.05, 0, Duration.ofDays(1))));
    versions.publish(FakeModels.model(1, 1), Provenance.NONE);
    versions.publish(FakeModels.model(2, 1), Provenance.NONE);
    policy.labelledBefore(List.of("one", "two"));
    try (AutomaticRuns runs = runs(registry -> Optional.empty())) {
      now = START.plusSeconds(90);
      runs.tick(false);
      assertThat(requested).isEmpty();

      versions.pin(new Command.Pin("pin", "v1", Optional.empty(), now), false);
      now = START.plusSeconds(95);
      runs.tick(false);
      assertThat(requested).hasSize(1);
    }
  }

  /** People take their time. */
  @Test
  void shouldBeginRunsWhileAVersionWaitsForApproval() {
    versions =
        versions(
            new RolloutConfig(
                0,
                0.5,
                0,
                GuardrailConfig.DEFAULT,
                Duration.ofHours(1),
                CanaryConfig.OFF,
                new ApprovalConfig(ApprovalConfig.Promotion.APPROVE, Duration.ofDays(7))));
    versions.publish(FakeModels.model(1, 1), Provenance.NONE);
    assertThat(versions.registry().waiting()).isPresent();
    policy.labelledBefore(List.of("one", "two"));
    try (AutomaticRuns runs = runs(registry -> Optional.empty())) {
      now = START.plusSeconds(90);
      runs.tick(false);
      assertThat(requested).hasSize(1);
    }
  }

  /** Or what is said of a version that somebody publishes meanwhile would not be counted. */
  @Test
  void shouldFollowTheActiveVersionDuringARun() {
    versions.publish(FakeModels.model(1, 1), Provenance.NONE);
    try (AutomaticRuns runs = runs(registry -> Optional.empty())) {
      runs.tick(true);
      policy.labelled(
          new LabelledExample("a", new ImagePointer("images", 0, 0), "cat", "cat", 1, "v1", now),
          false,
          false);

      assertThat(meters.get("afterimage.drift.accuracy").gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void shouldNameRunsAfterWhatMadeThemDue() {
    Due labels = new Due("labels", "1000 new labels", false);
    Due refresh = new Due("refresh", "20 new labels", true);

    assertThat(AutomaticRuns.prefix(List.of(refresh))).isEqualTo("auto-refresh-");
    assertThat(AutomaticRuns.prefix(List.of(labels, refresh))).isEqualTo("auto-");
    for (String kind : List.of("drift", "accuracy")) {
      assertThat(AutomaticRuns.prefix(List.of(labels, new Due(kind, "otherwise", false))))
          .isEqualTo("auto-drift-");
    }
  }

  @Test
  void shouldBeginADueRunOnlyWhenItIsNoLongerHeldUp() {
    policy.labelledBefore(List.of("one", "two"));
    try (AutomaticRuns runs = runs(registry -> Optional.of(START.plus(Duration.ofMinutes(1))))) {
      now = START.plusSeconds(30);
      runs.tick(false);
      assertThat(requested).isEmpty();

      now = START.plusSeconds(90);
      runs.tick(false);
      assertThat(requested).hasSize(1);
    }
  }
}
