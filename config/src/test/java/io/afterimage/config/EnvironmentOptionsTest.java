package io.afterimage.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentOptionsTest {

  @Test
  void shouldTurnVariableNamesIntoOptionNames() {
    assertThat(
            EnvironmentOptions.from(
                Map.of(
                    "AFTERIMAGE_BATCH_MAX", "64", "AFTERIMAGE_HTTP_PORT", "8081", "PATH", "/bin")))
        .containsExactlyInAnyOrderEntriesOf(Map.of("batch.max", "64", "http.port", "8081"));
  }

  @Test
  void shouldTurnOptionNamesBackIntoVariableNames() {
    Map<String, String> options = Map.of("batch.max", "64", "kafka.acks", "all");

    assertThat(EnvironmentOptions.variables(options)).containsEntry("AFTERIMAGE_BATCH_MAX", "64");
    assertThat(EnvironmentOptions.from(EnvironmentOptions.variables(options))).isEqualTo(options);
  }

  @Test
  void shouldLeaveOutWhatSteersTheLauncher() {
    assertThat(
            EnvironmentOptions.from(
                Map.of("AFTERIMAGE_JAVA_OPTS", "-Xmx4g", "AFTERIMAGE_NO_BUILD", "1")))
        .isEmpty();
  }

  @Test
  void shouldLeaveOutWhatKubernetesSetsForServices() {
    assertThat(
            EnvironmentOptions.from(
                Map.of(
                    "AFTERIMAGE_SERVICE_HOST", "10.0.0.7",
                    "AFTERIMAGE_STREAM_SERVICE_PORT_HTTP", "8080",
                    "AFTERIMAGE_PORT", "tcp://10.0.0.7:8080",
                    "AFTERIMAGE_PORT_8080_TCP_ADDR", "10.0.0.7")))
        .isEmpty();
  }
}
