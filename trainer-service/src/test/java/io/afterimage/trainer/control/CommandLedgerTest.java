package io.afterimage.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLedgerTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final CommandLedger ledger = new CommandLedger();

  private void rejected(String command, String active, int second) {
    done(command, new Reply.Rejected(0.7, Optional.of(0.8)), active, second);
  }

  private void done(String command, Reply.Outcome outcome, String active, int second) {
    ledger.observe(
        new Reply.Done(
            command,
            outcome,
            "done",
            Optional.of(active),
            Optional.of(command),
            START.plusSeconds(second)));
  }

  @Test
  void shouldRememberWhenTheCandidatesBeganThatWereComparedWithAVersion() {
    ledger.observe(new Reply.Accepted("a", START.plusSeconds(1)));
    rejected("a", "v1", 5);
    rejected("b", "v1", 6);
    rejected("c", "v2", 7);
    done("d", new Reply.Published("v3"), "v3", 8);
    done("while v1 is pinned", new Reply.Published("v4"), "v1", 9);
    done("the same again", new Reply.Completed(), "v1", 10);

    assertThat(ledger.rivals("v1", List.of()))
        .containsExactly(START.plusSeconds(1), START.plusSeconds(6), START.plusSeconds(9));
    assertThat(ledger.rivals("v2", List.of("v3", "v4", "not of a run")))
        .as("v3 took over from v2")
        .containsExactly(START.plusSeconds(7), START.plusSeconds(8));
    assertThat(ledger.rivals("v3", List.of())).isEmpty();
  }

  @Test
  void shouldLeaveAnAutomaticRollbackOpenThatFailed() {
    ledger.observe(new Reply.Accepted("auto-rollback-v7", START));
    ledger.observe(new Reply.Failed("auto-rollback-v7", "no store", START));
    ledger.observe(new Reply.Failed("by a person", "no store", START));
    assertThat(ledger.hasEnded("auto-rollback-v7")).isFalse();
    assertThat(ledger.attempts("auto-rollback-v7")).isEqualTo(1);
    assertThat(ledger.hasEnded("by a person")).isTrue();

    ledger.observe(new Reply.Refused("auto-rollback-v7", "pinned", START));
    assertThat(ledger.hasEnded("auto-rollback-v7")).isTrue();
  }

  @Test
  void shouldNotTakeAnAutomaticRefreshForARun() {
    rejected("auto-refresh-1", "v1", 1);
    assertThat(ledger.lastRun()).isEmpty();

    rejected("nightly", "v1", 2);
    assertThat(ledger.lastRun()).contains(START.plusSeconds(2));
  }
}
