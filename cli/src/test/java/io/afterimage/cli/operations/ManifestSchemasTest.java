package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Compose file and manifests against the schemas of Compose and Kubernetes, unknown fields refused.
 * The kinds of Strimzi, KEDA and the Prometheus Operator have no schema here.
 */
class ManifestSchemasTest {

  private static final JsonNode KUBERNETES = resource("kubernetes.json");

  /** Kinds of other projects, whose schemas are not here. */
  private static final Set<String> FOREIGN =
      Set.of("KafkaTopic", "KafkaUser", "ScaledObject", "PodMonitor", "Kustomization");

  @Test
  void shouldBeAComposeFile() {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(resource("compose-spec.json"));
    ObjectNode compose = Infra.document("compose.yaml").deepCopy();

    assertThat(schema.validate(compose)).isEmpty();
    ((ObjectNode) compose.at("/services/kafka")).put("restrat", "always");
    assertThat(schema.validate(compose)).isNotEmpty();
  }

  @Test
  void shouldBeManifestsOfKubernetes() {
    List<JsonNode> manifests =
        Infra.files("kubernetes", ".yaml").stream()
            .flatMap(file -> Infra.documents(file).stream())
            .toList();

    assertThat(manifests).hasSizeGreaterThan(20);
    assertThat(kinds(manifests))
        .contains("Deployment", "StatefulSet", "Service", "PodDisruptionBudget")
        .containsAll(FOREIGN);
    assertThat(problems(manifests)).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsNoManifest() {
    JsonNode stream = Infra.document("kubernetes/base/stream.yaml").deepCopy();
    ((ObjectNode) stream.at("/spec/template/spec/containers/0")).put("livenesProbe", "typo");

    assertThat(problems(List.of(stream))).hasSize(1).first().asString().contains("livenesProbe");
  }

  /** As {@code kubectl apply -k} would make them. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "gpu", "keda", "monitoring", "strimzi"})
  void shouldBuildEachOverlay(String overlay) {
    Optional<Tool> kubectl = Tool.find("kubectl");
    assumeTrue(kubectl.isPresent(), "kubectl is not on this machine: overlays are not built");

    Tool.Result built = kubectl.get().run(Infra.FOLDER.resolve("kubernetes"), "kustomize", overlay);

    assertThat(built.exitCode()).as(built.output()).isZero();
    List<JsonNode> manifests = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(built.output())
        .forEach(document -> manifests.add(EventJson.mapper().valueToTree(document)));
    assertThat(manifests).isNotEmpty();
    assertThat(problems(manifests)).isEmpty();
    if (overlay.equals("gpu")) {
      JsonNode container = deployment(manifests).at("/spec/template/spec/containers/0");
      assertThat(container.at("/resources/limits/nvidia.com~1gpu").asInt()).isEqualTo(1);
      assertThat(container.at("/image").asText()).isEqualTo("afterimage:cuda");
    }
  }

  private static JsonNode deployment(List<JsonNode> manifests) {
    return manifests.stream()
        .filter(manifest -> manifest.get("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> problems(List<JsonNode> manifests) {
    return manifests.stream()
        .filter(manifest -> !FOREIGN.contains(manifest.get("kind").asText()))
        .flatMap(ManifestSchemasTest::problems)
        .toList();
  }

  private static Stream<String> problems(JsonNode manifest) {
    String kind = manifest.get("kind").asText();
    ObjectNode schema = KUBERNETES.deepCopy();
    schema.put("$ref", "#/$defs/" + kind);
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(schema)
        .validate(manifest)
        .stream()
        .map(ValidationMessage::getMessage)
        .map(message -> kind + ": " + message);
  }

  private static Set<String> kinds(List<JsonNode> manifests) {
    return manifests.stream()
        .map(manifest -> manifest.get("kind").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode resource(String name) {
    try (InputStream json = ManifestSchemasTest.class.getResourceAsStream(name)) {
      return EventJson.mapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
