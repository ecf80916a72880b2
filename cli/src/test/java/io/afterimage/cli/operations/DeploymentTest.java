package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.trainer.service.TrainerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compose file and manifests, as far as they can be checked without running them: they are YAML,
 * and images, ports, probes, options and numbers are those of the code.
 */
class DeploymentTest {

  private static final StreamConfig STREAM =
      StreamConfig.from(Map.of("bootstrap.servers", "kafka:9092"));
  private static final TrainerConfig TRAINER =
      TrainerConfig.from(Map.of("bootstrap.servers", "kafka:9092"));

  @Test
  void shouldBeYaml() {
    assertThat(Infra.files(".", ".yaml")).hasSizeGreaterThan(10);
    Stream.concat(Infra.files(".", ".yaml").stream(), Infra.files(".", ".yml").stream())
        .forEach(file -> assertThat(Infra.documents(file)).as(file.toString()).isNotEmpty());
  }

  @Test
  void shouldScrapeThePortsThatTheServicesListenOn() {
    JsonNode compose = Infra.document("compose.yaml").get("services");
    for (JsonNode job : Infra.document("prometheus/prometheus.yml").get("scrape_configs")) {
      boolean stream = job.get("job_name").asText().equals("afterimage-stream");
      int port = stream ? STREAM.service().httpPort() : TRAINER.service().httpPort();
      for (JsonNode target : job.at("/static_configs/0/targets")) {
        String[] parts = target.asText().split(":", 2);
        assertThat(compose.has(parts[0])).as(target.asText()).isTrue();
        assertThat(parts[1]).isEqualTo(Integer.toString(port));
        assertThat(compose.get(parts[0]).at("/command/0").asText())
            .isEqualTo(stream ? "stream" : "trainer");
      }
    }
  }

  @Test
  void shouldGiveOptionsThatExist() {
    JsonNode services = Infra.document("compose.yaml").get("services");
    services
        .properties()
        .forEach(
            service -> {
              Map<String, String> options = new HashMap<>();
              service
                  .getValue()
                  .path("environment")
                  .properties()
                  .forEach(variable -> put(options, variable.getKey(), variable.getValue()));
              check(service.getValue().at("/command/0").asText(), options);
            });
    Infra.files("kubernetes/base", ".yaml").stream()
        .flatMap(file -> Infra.documents(file).stream())
        .flatMap(document -> Infra.each(document.at("/spec/template/spec/containers")))
        .forEach(
            container -> {
              Map<String, String> options = new HashMap<>();
              for (JsonNode variable : container.path("env")) {
                put(
                    options,
                    variable.get("name").asText(),
                    variable.has("value") ? variable.get("value") : variable.get("name"));
              }
              Infra.each(
                      Infra.document("kubernetes/base/kustomization.yaml")
                          .at("/configMapGenerator/0/literals"))
                  .map(literal -> literal.asText().split("=", 2))
                  .forEach(literal -> options.put(name(literal[0]), literal[1]));
              check(container.at("/args/0").asText(), options);
            });
  }

  @Test
  void shouldProbeThePagesThatThereAre() {
    List<JsonNode> containers =
        Infra.files("kubernetes/base", ".yaml").stream()
            .flatMap(file -> Infra.documents(file).stream())
            .flatMap(document -> Infra.each(document.at("/spec/template/spec/containers")))
            .toList();
    assertThat(containers).hasSize(2);
    for (JsonNode container : containers) {
      int port =
          container.at("/args/0").asText().equals("stream")
              ? STREAM.service().httpPort()
              : TRAINER.service().httpPort();
      assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(port);
      assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
      assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
      assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
    }
  }

  @Test
  void shouldNotScaleBeyondThePartitions() {
    JsonNode scaled = Infra.document("kubernetes/keda/scaled-object.yaml").get("spec");
    assertThat(scaled.get("maxReplicaCount").asInt() * STREAM.processing().threads())
        .isLessThanOrEqualTo(TopicSettings.DEFAULT_PARTITIONS);
    assertThat(scaled.at("/triggers/0/metadata/consumerGroup").asText())
        .isEqualTo(STREAM.instance().applicationId());
    assertThat(scaled.at("/triggers/0/metadata/topic").asText())
        .isEqualTo(TopicSettings.defaults().names().images());
  }

  @Test
  void shouldWaitLongerForAnEndThanTheServiceTakes() {
    Infra.documents("kubernetes/base/stream.yaml").stream()
        .filter(document -> document.get("kind").asText().equals("Deployment"))
        .forEach(
            deployment ->
                assertThat(
                        deployment.at("/spec/template/spec/terminationGracePeriodSeconds").asLong())
                    .isGreaterThan(STREAM.instance().shutdownTimeout().toSeconds()));
  }

  @Test
  void shouldNameOnlyFilesThatThereAre() {
    for (Path file : Infra.files("kubernetes", "kustomization.yaml")) {
      for (JsonNode resource : Infra.documents(file).get(0).get("resources")) {
        assertThat(Files.exists(file.resolveSibling(resource.asText())))
            .as("%s in %s".formatted(resource.asText(), file))
            .isTrue();
      }
    }
  }

  private static void check(String command, Map<String, String> options) {
    if (command.equals("stream")) {
      StreamConfig.from(options);
    } else if (command.equals("trainer")) {
      TrainerConfig.from(options);
    }
  }

  private static void put(Map<String, String> options, String variable, JsonNode value) {
    if (variable.startsWith("AFTERIMAGE_")) {
      options.put(name(variable), value.asText());
    }
  }

  private static String name(String variable) {
    return variable.replaceFirst("^AFTERIMAGE_", "").toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
