package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.config.Settings;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.control.Answers;
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
  }

  @Test
  void shouldBeginADueRunOnlyWhenItIsNoLongerHeldUp() {
    TriggerConfig config =
        TriggerConfig.read(
            new Settings(Map.of("refresh.new.labels", "2", "trigger.stability", "0")));
    TriggerPolicy policy = new TriggerPolicy(config, () -> now);
    policy.labelledBefore(List.of("one", "two"));
    DirectoryModelStore store = new DirectoryModelStore(folder);
    Versions versions =
        new Versions(
            new ModelPublisher(store, new MemoryEventLog(), PublishingRules.DEFAULT, () -> now),
            store,
            Optional.empty());
    try (AutomaticRuns runs =
        new AutomaticRuns(
            policy,
            versions,
            new Noted(),
            Optional.empty(),
            registry -> Optional.of(START.plus(Duration.ofMinutes(1))),
            new TriggerMetrics(new SimpleMeterRegistry(), config),
            () -> now)) {
      now = START.plusSeconds(30);
      runs.tick(false);
      assertThat(requested).isEmpty();

      now = START.plusSeconds(90);
      runs.tick(false);
      assertThat(requested).hasSize(1);
    }
  }
}
