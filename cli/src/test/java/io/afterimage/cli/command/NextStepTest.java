package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextStepTest {

  private static final Instant AT = Instant.EPOCH;
  private static final Optional<String> NONE = Optional.empty();

  private static Optional<String> after(Command command, Reply.Outcome outcome) {
    return NextStep.after(command, new Reply.Done(command.commandId(), outcome, "done", AT));
  }

  @Test
  void shouldLeadToTheSameKafkaBesideTheResults() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true));

    NextStep.say(
        new CommandContext(Map.of(), terminal),
        KafkaOptions.to("kafka:9092", "shop."),
        "'afterimage models%s' lists them, 'afterimage predictions%s' follows");

    assertThat(err)
        .hasToString(
            "next: 'afterimage models --bootstrap kafka:9092 --topic-prefix shop.' lists them, 'afterimage predictions --bootstrap kafka:9092 --topic-prefix shop.' follows"
                + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldNameWhatFollowsFromACommandToTheTrainer() {
    Command run = new Command.Retrain("r-1", ScheduleValues.none(), NONE, AT);

    assertThat(after(run, new Reply.Published("v4")).orElseThrow())
        .contains("afterimage control rollback v4");
    assertThat(after(run, new Reply.Rejected(0.5, Optional.empty())).orElseThrow())
        .contains("more labels", "afterimage control promote r-1");
    assertThat(after(run, new Reply.Completed())).isEmpty();
    assertThat(after(new Command.Pin("p", "v1", NONE, AT), new Reply.Completed()).orElseThrow())
        .contains("afterimage control unpin");
    assertThat(
            after(new Command.RollBack("b", "v2", NONE, AT), new Reply.Completed()).orElseThrow())
        .contains("afterimage control restore v2");
    assertThat(after(new Command.Status("s", AT), new Reply.Completed())).isEmpty();
  }
}
