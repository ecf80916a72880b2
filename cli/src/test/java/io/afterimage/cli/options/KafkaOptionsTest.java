package io.afterimage.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KafkaOptionsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "AFTERIMAGE_BOOTSTRAP_SERVERS", "environment:9092", "AFTERIMAGE_TOPIC_PREFIX", "shop.");

  @TempDir Path folder;

  @Test
  void shouldTakeTheFlagBeforeEverythingElse() throws IOException {
    KafkaTarget target =
        parse("--bootstrap", "flag:9092", "--kafka-config", file().toString()).target(ENVIRONMENT);

    assertThat(target.bootstrapServers()).isEqualTo("flag:9092");
    assertThat(target.properties()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldTakeTheEnvironmentBeforeTheFile() throws IOException {
    KafkaTarget target = parse("--kafka-config", file().toString()).target(ENVIRONMENT);

    assertThat(target.bootstrapServers()).isEqualTo("environment:9092");
    assertThat(target.topics().images()).isEqualTo("shop.images");
  }

  @Test
  void shouldTakeTheFileBeforeTheDefault() throws IOException {
    assertThat(parse("--kafka-config", file().toString()).target(Map.of()).bootstrapServers())
        .isEqualTo("file:9092");
    assertThat(parse().target(Map.of()).bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void shouldNameTheFileThatIsMissing() {
    assertThatThrownBy(() -> parse("--kafka-config", "no/such.properties").target(Map.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no/such.properties");
  }

  private Path file() throws IOException {
    return Files.writeString(
        folder.resolve("kafka.properties"), "bootstrap.servers=file:9092\nsecurity.protocol=SSL\n");
  }

  private static KafkaOptions parse(String... arguments) {
    KafkaOptions options = new KafkaOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("kafka", mixin(options)))
        .parseArgs(arguments);
    return options;
  }

  private static CommandLine.Model.CommandSpec mixin(KafkaOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }
}
