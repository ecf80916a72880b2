package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StreamCommandTest {

  @TempDir Path folder;

  @Test
  void shouldPreferFlagsToEnvironmentToFileToDefault() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("stream.properties"), "workers=1\nbatch.max=1\ndecoders=1\n");

    Map<String, String> options =
        options(
            Map.of("AFTERIMAGE_WORKERS", "2", "AFTERIMAGE_BATCH_MAX", "2"),
            "--config",
            config.toString(),
            "--workers",
            "3");

    assertThat(options)
        .containsEntry("workers", "3")
        .containsEntry("batch.max", "2")
        .containsEntry("decoders", "1")
        .containsEntry("bootstrap.servers", "localhost:9092")
        .doesNotContainKey("engine");
  }

  @Test
  void shouldPassKafkaPropertiesOn() throws IOException {
    Path tls = Files.writeString(folder.resolve("tls.properties"), "security.protocol=SSL\n");

    assertThat(
            options(
                Map.of(),
                "--kafka-config",
                tls.toString(),
                "--bootstrap",
                "kafka:9093",
                "--topic-prefix",
                "shop.",
                "-Dkafka.client.rack=a",
                "-D",
                "batch.linger=5ms"))
        .containsEntry("kafka.security.protocol", "SSL")
        .containsEntry("kafka.client.rack", "a")
        .containsEntry("batch.linger", "5ms")
        .containsEntry("bootstrap.servers", "kafka:9093")
        .containsEntry("topic.prefix", "shop.");
  }

  private static Map<String, String> options(Map<String, String> environment, String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    StreamCommand command =
        new StreamCommand(new CommandContext(environment, Terminal.plain(nowhere, nowhere)));
    new CommandLine(command).parseArgs(arguments);
    return command.options();
  }
}
