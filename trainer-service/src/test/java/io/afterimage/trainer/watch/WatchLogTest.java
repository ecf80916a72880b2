package io.afterimage.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.control.CommandLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchLogTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final CommandLedger ledger = new CommandLedger();
  private final WatchLog watches = new WatchLog(ledger);
  private ModelRegistry registry = ModelRegistry.empty();

  private void apply(ModelEvent event) {
    registry = registry.apply(event);
  }

  private void announce(String version) {
    apply(announced(version));
  }

  private void stage(String version, Stage stage) {
    apply(new Staged(version, stage, 0.05, announced(version), Optional.empty(), NOW));
  }

  private static Announced announced(String version) {
    return new Announced(
        version,
        version,
        version,
        1,
        List.of("cat", "dog"),
        Optional.empty(),
        Optional.empty(),
        NOW);
  }

  /** By the watch, as the desk carries it out. */
  private void withdraw(String version, int minute) {
    Command.RollBack command = watches.rollback(version, "worse", NOW);
    assertThat(WatchLog.isOwn(command)).isTrue();
    apply(new RolledBack(version, command.reason(), NOW.plus(Duration.ofMinutes(minute))));
    ledger.observe(new Reply.Done(command.commandId(), new Reply.Completed(), "done", NOW));
  }

  private Optional<Instant> held() {
    return watches.heldUntil(registry, PAUSE);
  }

  @Test
  void shouldHoldUpRunsLongerWithEachRollbackInARow() {
    announce("v1");
    announce("v2");
    withdraw("v2", 1);
    assertThat(held()).as("the next candidate is made as usual").isEmpty();

    announce("v3");
    withdraw("v3", 2);
    assertThat(held()).contains(NOW.plus(Duration.ofMinutes(12)));

    announce("v4");
    assertThat(held()).as("it is out already").isEmpty();
    withdraw("v4", 3);
    assertThat(held()).contains(NOW.plus(Duration.ofMinutes(23)));
  }

  /** Nor are shadows counted, which say nothing of the gate's labels. */
  @Test
  void shouldCountCanariesThatNeverWereAnnounced() {
    announce("v1");
    stage("v2", Stage.CANARY);
    withdraw("v2", 1);
    assertThat(held()).isEmpty();
    stage("v3", Stage.CANARY);
    withdraw("v3", 2);
    assertThat(held()).contains(NOW.plus(Duration.ofMinutes(12)));

    stage("v4", Stage.SHADOW);
    apply(new RolledBack("v4", Optional.of("too few images"), NOW));
    assertThat(held()).contains(NOW.plus(Duration.ofMinutes(12)));
    announce("v5");
    assertThat(held()).isEmpty();
  }

  @Test
  void shouldNotCountWhatPeopleWithdraw() {
    announce("v1");
    announce("v2");
    withdraw("v2", 1);
    announce("v3");
    apply(new RolledBack("v3", Optional.empty(), NOW));

    assertThat(held()).isEmpty();
  }

  @Test
  void shouldTellItsOwnRollbacksFromThoseOfPeople() {
    assertThat(
            WatchLog.isOwn(new Command.RollBack("auto-rollback-v3", "v2", Optional.empty(), NOW)))
        .isFalse();
  }
}
