package io.afterimage.console.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLogTest {

  private static final Instant AT = Instant.parse("2026-05-01T10:00:00Z");

  private final CommandLog log = new CommandLog();

  private Exchange tell(Reply reply) {
    return log.takeReply(EventJson.write(reply), "control-replies-0-1").orElseThrow();
  }

  private Exchange give(Command command) {
    return log.takeCommand(EventJson.write(command), "control-0-1").orElseThrow();
  }

  private static Command.Retrain retrain(String id) {
    return new Command.Retrain(
        id,
        ScheduleValues.none().with(ScheduleOptions.FINE_TUNE_EPOCHS, 3),
        Optional.of("foxes (anna)"),
        AT);
  }

  private static Reply.Progress epoch(String id, int epoch) {
    return new Reply.Progress(
        id,
        "freeze",
        epoch,
        10,
        1.0 / epoch,
        0.5,
        Optional.of(0.4),
        Optional.of(9.0),
        AT.plusSeconds(epoch));
  }

  @Test
  void shouldFollowARunToItsEnd() {
    give(retrain("r"));
    assertThat(RunView.of(log.find("r").orElseThrow()))
        .returns(RunView.State.SENT, RunView::state)
        .returns("retrain", RunView::kind)
        .returns("person", RunView::by)
        .returns(Optional.of("foxes (anna)"), RunView::reason);
    tell(new Reply.Accepted("r", AT));
    tell(epoch("r", 1));
    RunView underWay = RunView.of(tell(epoch("r", 2)));
    assertThat(underWay.state()).isEqualTo(RunView.State.UNDER_WAY);
    assertThat(underWay.progress()).extracting(RunView.Epoch::epoch).containsExactly(1, 2);
    assertThat(underWay.latestOnly().progress())
        .extracting(RunView.Epoch::epoch)
        .containsExactly(2);
    assertThat(underWay.overrides().orElseThrow().get(ScheduleOptions.FINE_TUNE_EPOCHS))
        .isEqualTo(3);

    RunView ended =
        RunView.of(
            tell(
                new Reply.Done(
                    "r",
                    new Reply.Rejected(0.8, Optional.of(0.9)),
                    "rejected: worse",
                    Optional.of("v1"),
                    Optional.of("fingerprint"),
                    AT)));

    assertThat(ended.state()).isEqualTo(RunView.State.REJECTED);
    assertThat(ended.outcome())
        .contains(
            new RunView.Outcome(
                "rejected: worse",
                Optional.empty(),
                Optional.of(0.8),
                Optional.of(0.9),
                Optional.of("v1"),
                AT));
  }

  private Exchange keep(TrainingRun run) {
    return log.takeRun(EventJson.write(run), "training-runs-0-1").orElseThrow();
  }

  private static TrainingRun rejected(Command.Retrain command) {
    return TrainingRun.of(
            command,
            command.at(),
            1,
            new Reply.Done(
                command.commandId(),
                new Reply.Rejected(0.8, Optional.of(0.9)),
                "rejected: worse",
                command.at()))
        .with(
            Map.of(),
            List.of(TrainingRun.Epoch.of(epoch("any", 1)), TrainingRun.Epoch.of(epoch("any", 2))),
            Optional.empty());
  }

  @Test
  void shouldShowARunWhoseCommandAndRepliesAreGone() {
    RunView shown = RunView.of(keep(rejected(retrain("r"))));

    assertThat(shown)
        .returns(RunView.State.REJECTED, RunView::state)
        .returns(Optional.of("foxes (anna)"), RunView::reason)
        .returns(Optional.of(AT), RunView::accepted)
        .returns("rejected: worse", run -> run.outcome().orElseThrow().text());
    assertThat(shown.progress()).extracting(RunView.Epoch::epoch).containsExactly(1, 2);
    assertThat(shown.progress()).extracting(RunView.Epoch::epochs).containsOnly(2);
    assertThat(log.find("r").orElseThrow().isUnderWay()).isFalse();
  }

  @Test
  void shouldTakeTheRepliesOfARunThatIsRecordedToo() {
    give(retrain("r"));
    tell(new Reply.Accepted("r", AT.minusSeconds(5)));
    tell(epoch("r", 1));
    Exchange exchange = keep(rejected(retrain("r")));

    assertThat(exchange.accepted()).contains(AT.minusSeconds(5));
    assertThat(exchange.progress()).containsExactly(epoch("r", 1));
    assertThat(exchange.end()).isPresent();
  }

  @Test
  void shouldKeepTheNewestCommandsWhicheverTopicIsReadFirst() {
    give(new Command.Pin("now", "v1", Optional.of("why"), AT.plusSeconds(CommandLog.MOST)));
    for (int i = 0; i < CommandLog.MOST; i++) {
      Command.Retrain old =
          Command.Retrain.refresh("run-" + i, Optional.empty(), AT.minusSeconds(i));
      keep(rejected(old));
    }

    assertThat(log.find("now")).isPresent();
    assertThat(log.find("run-0")).isPresent();
    assertThat(log.newest(1)).extracting(Exchange::id).containsExactly("now");
  }

  @Test
  void shouldTakeRepliesBeforeTheirCommandAndWithoutOne() {
    tell(new Reply.Accepted("auto-1", AT));
    tell(epoch("auto-1", 1));
    assertThat(RunView.of(log.find("auto-1").orElseThrow()))
        .returns("unknown", RunView::kind)
        .returns(true, RunView::run)
        .returns("trainer", RunView::by);

    give(Command.Retrain.refresh("auto-1", Optional.of("20 new labels"), AT));
    assertThat(RunView.of(log.find("auto-1").orElseThrow()))
        .returns("refresh", RunView::kind)
        .returns(1, run -> run.progress().size());
  }

  @Test
  void shouldTakeAnEpochThatIsToldAgainOnce() {
    tell(epoch("r", 1));
    tell(epoch("r", 2));
    tell(new Reply.Accepted("r", AT));
    Exchange exchange = tell(epoch("r", 2));

    assertThat(exchange.progress()).extracting(Reply.Progress::epoch).containsExactly(1, 2);
  }

  @Test
  void shouldThinOutVeryManyEpochs() {
    Exchange exchange = Exchange.of("r");
    for (int epoch = 1; epoch <= 5_000; epoch++) {
      exchange = exchange.with(epoch("r", epoch));
    }

    assertThat(exchange.progress()).hasSizeBetween(500, Exchange.MOST_EPOCHS);
    assertThat(exchange.progress().get(0).epoch()).isEqualTo(1);
    assertThat(exchange.progress().get(exchange.progress().size() - 1).epoch()).isEqualTo(5_000);
  }

  @Test
  void shouldShowWhatIsUnderWayFirstAndNoQuestions() {
    give(retrain("old"));
    tell(new Reply.Accepted("old", AT));
    give(new Command.Pin("pin", "v1", Optional.of("why"), AT.plusSeconds(90)));
    tell(new Reply.Done("pin", new Reply.Completed(), "done", AT.plusSeconds(91)));
    give(new Command.Status("status", AT.plusSeconds(99)));
    tell(new Reply.Done("status", new Reply.Completed(), "idle", AT.plusSeconds(99)));

    assertThat(log.newest(10)).extracting(Exchange::id).containsExactly("old", "pin");
    assertThat(log.lately()).extracting(Exchange::id).containsExactly("old", "pin");
    assertThat(log.newest(1)).extracting(Exchange::id).containsExactly("old");
  }

  @Test
  void shouldForgetTheOldestAndPassOverWhatIsNoCommand() {
    for (int i = 0; i <= CommandLog.MOST; i++) {
      give(new Command.Pin("pin-" + i, "v1", Optional.of("why"), AT));
    }

    assertThat(log.find("pin-0")).isEmpty();
    assertThat(log.find("pin-1")).isPresent();
    assertThat(log.takeCommand("no".getBytes(StandardCharsets.UTF_8), "control-0-1")).isEmpty();
    assertThat(log.takeReply(null, "control-replies-0-1")).isEmpty();
  }
}
