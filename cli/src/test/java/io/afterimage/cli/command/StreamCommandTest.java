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

  @Test
  void shouldPrintWhatHoldsAndNoSecret() {
    TestTerminal terminal = new TestTerminal();

    int exitCode =
        terminal.run(
            Map.of("AFTERIMAGE_BATCH_MAX", "64"),
            "stream",
            "--print-config",
            "-D",
            "model.store=dir:models",
            "-D",
            "kafka.sasl.jaas.config=Module required password=\"hidden-1\";",
            "-D",
            "kafka.ssl.keystore.password=hidden-2",
            "-D",
            "kafka.ssl.keystore.key=hidden-3",
            "-D",
            "kafka.consumer.basic.auth.user.info=me:hidden-4",
            "-D",
            "kafka.sasl.mechanism=SCRAM-SHA-512");

    assertThat(exitCode).as(terminal.err()).isZero();
    assertThat(terminal.out())
        .contains(
            "batch.max = 64",
            "batch.linger = 0s",
            "commit.interval = 500ms",
            "device = cpu",
            "engine = onnxruntime",
            "kafka.sasl.jaas.config = ********",
            "kafka.sasl.mechanism = SCRAM-SHA-512",
            "metrics.enabled = true",
            "model.store = dir:models",
            "processing.guarantee = exactly-once")
        .doesNotContain("hidden");
  }

  @Test
  void shouldReportSevenMistakesAsSevenProblems() {
    TestTerminal terminal = new TestTerminal();

    int exitCode =
        terminal.run(
            Map.of("AFTERIMAGE_BATCHMAX", "64"),
            "stream",
            "-D",
            "workers=many",
            "-D",
            "batch.max=0",
            "-D",
            "batch.linger=3 weeks",
            "-D",
            "device=tpu",
            "-D",
            "model.store=s3://bucket",
            "-D",
            "feedback.enabled=yes");

    assertThat(exitCode).isEqualTo(2);
    assertThat(terminal.err())
        .contains("7 problems")
        .contains("batchmax", "workers", "batch.max", "batch.linger", "device", "model.store")
        .contains("feedback.enabled = 'yes': true or false");
  }

  private static Map<String, String> options(Map<String, String> environment, String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    StreamCommand command =
        new StreamCommand(new CommandContext(environment, Terminal.plain(nowhere, nowhere)));
    new CommandLine(command).parseArgs(arguments);
    return command.options();
  }
}
