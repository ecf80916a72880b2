package io.afterimage.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Reply;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLedgerTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final CommandLedger ledger = new CommandLedger();

  private void rejected(String command, String active, int second) {
    ledger.observe(
        new Reply.Done(
            command,
            new Reply.Rejected(0.7, Optional.of(0.8)),
            "rejected",
            Optional.of(active),
            Optional.of(command),
            START.plusSeconds(second)));
  }

  @Test
  void shouldCountTheRejectionsOfAVersionSinceAMoment() {
    rejected("a", "v1", 1);
    rejected("b", "v1", 2);
    rejected("c", "v2", 3);
    rejected("d", "v1", 4);

    assertThat(ledger.rejections("v1", START)).isEqualTo(3);
    assertThat(ledger.rejections("v1", START.plusSeconds(2))).isEqualTo(2);
    assertThat(ledger.rejections("v1", START.plusSeconds(5))).isZero();
    assertThat(ledger.rejections("v3", START)).isZero();
  }

  @Test
  void shouldNotTakeAnAutomaticRefreshForARun() {
    rejected("auto-refresh-1", "v1", 1);
    assertThat(ledger.lastRun()).isEmpty();

    rejected("nightly", "v1", 2);
    assertThat(ledger.lastRun()).contains(START.plusSeconds(2));
  }
}
