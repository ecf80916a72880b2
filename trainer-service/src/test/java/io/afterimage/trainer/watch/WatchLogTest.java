package io.afterimage.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
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

  private Announced announce(String version) {
    Announced announced =
        new Announced(
            version,
            version,
            version,
            1,
            List.of("cat", "dog"),
            Optional.empty(),
            Optional.empty(),
            NOW);
    apply(announced);
    return announced;
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
