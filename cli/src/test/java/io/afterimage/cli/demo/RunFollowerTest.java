package io.afterimage.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunFollowerTest {

  private final StringWriter said = new StringWriter();
  private final Terminal terminal =
      Terminal.plain(new PrintWriter(said, true), new PrintWriter(said, true));
  private final RunLog refresh = new RunLog(true);
  private final RunLog run = new RunLog(false);
  private final RunFollower follower =
      new RunFollower(
          refresh,
          run,
          new Ledger(true),
          new DemoWatch(new LiveLine(terminal), new CompletableFuture<>(), () -> "waiting"),
          Duration.ZERO);

  @Test
  void shouldGoOnWithoutARefreshWhereTheRunIsDueAtOnce() {
    run.asked(
        new Command.Retrain(
            "s", ScheduleValues.none(), Optional.of("3 new labels; 9 new labels"), Instant.EPOCH));
    run.told(new Reply.Accepted("s", Instant.EPOCH));
    run.told(new Reply.Failed("s", "too few images", Instant.EPOCH.plusSeconds(2)));

    follower.followRefresh();

    assertThat(follower.followRun()).isEmpty();
    assertThat(said.toString())
        .contains("no refresh:", "run, triggered by 3 new labels; 9 new labels", "too few images");
  }

  @Test
  void shouldFollowARefreshToItsEnd() {
    refresh.asked(Command.Retrain.refresh("r", Optional.of("3 new labels"), Instant.EPOCH));
    refresh.told(new Reply.Failed("r", "too few images", Instant.EPOCH));

    follower.followRefresh();

    assertThat(said.toString())
        .contains("refresh, triggered by 3 new labels", "too few images")
        .doesNotContain("no refresh");
  }

  @Test
  void shouldFailWhereNeitherComes() {
    assertThatThrownBy(follower::followRefresh)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("the trigger of a refresh");
  }

  @Test
  void shouldReportARefreshThatDidNotTakePlace() {
    LedgerSnapshot end = new Ledger(true).snapshot();
    DemoReport report = DemoReport.of(end, 1, 9, DemoRun.of(refresh), DemoRun.of(run));

    DemoSummary.print(end, report, terminal);

    assertThat(said.toString().lines().map(String::strip))
        .contains("refresh  none", "run      none");
    assertThat(report.toJson()).contains("\"outcome\" : \"none\"");
    assertThat(List.of(report.refresh(), report.run()))
        .allMatch(one -> one.version().isEmpty() && one.seconds() == 0);
  }
}
