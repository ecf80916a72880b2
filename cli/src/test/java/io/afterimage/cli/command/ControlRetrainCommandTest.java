package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

class ControlRetrainCommandTest {

  @Test
  void shouldHaveAnOptionForEveryOverride() {
    List<ScheduleOption<?>> overrides =
        ScheduleOptions.ALL.stream().filter(option -> option.override().isPresent()).toList();
    String[] arguments =
        Stream.concat(
                overrides.stream().map(option -> option(option) + "=" + value(option)),
                Stream.of("--reason=why"))
            .toArray(String[]::new);

    Command.Retrain sent = sent(arguments);

    JsonNode fields = EventJson.mapper().valueToTree(sent.overrides());
    assertThat(fields).hasSize(overrides.size());
    assertThat(sent.reason()).contains("why");
  }

  @Test
  void shouldLeaveToTheConfigurationWhatIsNotSaid() {
    Command.Retrain sent = sent("--frozen-epochs", "3");

    assertThat(EventJson.mapper().<JsonNode>valueToTree(sent.overrides()))
        .hasToString("{\"frozenEpochs\":3}");
  }

  @ParameterizedTest
  @CsvSource({
    "--keep-best, '{\"keepBest\":true}'",
    "--keep-best=false --seed 7, '{\"seed\":7,\"keepBest\":false}'",
    "--keep-best --warm-start false, '{\"warmStart\":false,\"keepBest\":true}'",
    "--monitor LOSS, '{\"monitor\":\"loss\"}'"
  })
  void shouldTakeValuesAsTheyAreTyped(String line, String overrides) {
    assertThat(EventJson.mapper().<JsonNode>valueToTree(sent(line.split(" ")).overrides()))
        .hasToString(overrides);
  }

  @Test
  void shouldRefuseAChoiceThatThereIsNotBeforeItIsSent() {
    assertThatThrownBy(() -> sent("--class-weights", "some"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("'--class-weights': expected one of [OFF, BALANCED]");
  }

  private static String option(ScheduleOption<?> option) {
    String name = option.override().orElseThrow();
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String value(ScheduleOption<?> option) {
    if (!option.choices().isEmpty()) {
      return option.choices().get(1);
    } else if (option.type() == Boolean.class) {
      return "true";
    }
    return option.type() == Double.class ? "0.5" : "2";
  }

  private static Command.Retrain sent(String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    ControlRetrainCommand retrain =
        new ControlRetrainCommand(new CommandContext(Map.of(), Terminal.plain(nowhere, nowhere)));
    ScheduleFlags.RETRAIN.on(retrain).parseArgs(arguments);
    return retrain.command("r", Instant.EPOCH);
  }
}
