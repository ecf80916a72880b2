package io.afterimage.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void shouldReadFolderPortAndPropertiesWithEqualsSignsInTheirValues() {
    EmbeddedBrokerConfig config =
        Main.parse(
            List.of("data", "9092", Main.STOP_AT_END_OF_INPUT, "log.retention.ms=5", "a=b=c"));

    assertThat(config)
        .isEqualTo(
            new EmbeddedBrokerConfig(
                Path.of("data"), 9092, Map.of("log.retention.ms", "5", "a", "b=c")));
  }

  @Test
  void shouldExplainUsageWhenPortIsMissingOrNoNumber() {
    assertThatThrownBy(() -> Main.parse(List.of("data"))).hasMessageContaining("FOLDER PORT");
    assertThatThrownBy(() -> Main.parse(List.of("data", "high")))
        .hasMessageContaining("FOLDER PORT");
  }

  @Test
  void shouldNameArgumentThatIsNoProperty() {
    assertThatThrownBy(() -> Main.parse(List.of("data", "0", "verbose")))
        .hasMessageContaining("'verbose'");
  }

  @Test
  void shouldRefuseImpossiblePort() {
    assertThatThrownBy(() -> Main.parse(List.of("data", "70000")))
        .hasMessageContaining("70000")
        .hasMessageContaining("65535");
  }

  @Test
  void shouldRefusePropertiesThatFollowFromFolderAndPort() {
    assertThatThrownBy(() -> Main.parse(List.of("data", "0", "listeners=X", "log.dirs=y")))
        .hasMessageContaining("[listeners, log.dirs]");
  }
}
