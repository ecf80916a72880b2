package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.trainer.service.TrainerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainerCommandTest {

  @TempDir Path folder;

  @Test
  void shouldTakeTheFlagsThatTheStreamHas() {
    TestTerminal terminal = new TestTerminal();

    assertThat(
            terminal.run(
                "trainer",
                "--print-config",
                "--http-port",
                "18081",
                "--device",
                "cpu",
                "--application-id",
                "mine"))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.out())
        .contains("http.port = 18081", "device = cpu", "application.id = mine");
  }

  @Test
  void shouldPreferFlagsToEnvironmentToFileToDefault() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("trainer.properties"),
            "training.size=64\nfreeze.epochs=1\nfine.tune.epochs=0\n");
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    TrainerCommand command =
        new TrainerCommand(
            new CommandContext(
                Map.of("AFTERIMAGE_TRAINING_SIZE", "96", "AFTERIMAGE_FREEZE_EPOCHS", "2"),
                Terminal.plain(nowhere, nowhere)));
    new CommandLine(command)
        .parseArgs("--config", file.toString(), "-D", "freeze.epochs=3", "--topic-prefix", "shop.");

    TrainerConfig config = TrainerConfig.from(command.options());

    assertThat(config.kafka().bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.kafka().topicPrefix()).isEqualTo("shop.");
    assertThat(config.training().schedule().freeze().orElseThrow().epochs()).isEqualTo(3);
    assertThat(config.training().input().height()).isEqualTo(96);
    assertThat(config.training().schedule().fineTune()).isEmpty();
  }
}
