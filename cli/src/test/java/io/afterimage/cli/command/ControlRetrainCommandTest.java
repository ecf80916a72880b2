package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ScheduleOverrides;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ControlRetrainCommandTest {

  @Test
  void shouldHaveAnOptionForEveryOverride() {
    CommandLine line = new CommandLine(command());
    String[] arguments =
        Stream.concat(
                Arrays.stream(ScheduleOverrides.class.getRecordComponents())
                    .map(field -> option(field) + "=" + value(field)),
                Stream.of("--reason=why"))
            .toArray(String[]::new);

    line.parseArgs(arguments);
    Command.Retrain sent = ((ControlRetrainCommand) line.getCommand()).command("r", Instant.EPOCH);

    JsonNode overrides = EventJson.mapper().valueToTree(sent.overrides());
    assertThat(overrides).hasSize(ScheduleOverrides.class.getRecordComponents().length);
    assertThat(sent.reason()).contains("why");
  }

  @Test
  void shouldLeaveToTheConfigurationWhatIsNotSaid() {
    CommandLine line = new CommandLine(command());
    line.parseArgs("--frozen-epochs", "3");

    Command.Retrain sent = ((ControlRetrainCommand) line.getCommand()).command("r", Instant.EPOCH);

    assertThat(EventJson.mapper().<JsonNode>valueToTree(sent.overrides()))
        .hasToString("{\"frozenEpochs\":3}");
  }

  private static String option(RecordComponent field) {
    return "--" + field.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String value(RecordComponent field) {
    String type = field.getGenericType().getTypeName();
    if (type.contains("Boolean")) {
      return "true";
    }
    return type.contains("Double") ? "0.5" : "2";
  }

  private static ControlRetrainCommand command() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return new ControlRetrainCommand(
        new CommandContext(Map.of(), Terminal.plain(nowhere, nowhere)));
  }
}
