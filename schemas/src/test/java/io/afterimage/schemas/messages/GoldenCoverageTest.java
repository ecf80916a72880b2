package io.afterimage.schemas.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * There is a golden document of every shape: each kind of event, with and without each of its
 * optional fields. {@code GoldenEventsTest} reads them all, those of earlier releases among them.
 */
class GoldenCoverageTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private final Set<String> with = new TreeSet<>();
  private final Set<String> without = new TreeSet<>();

  static List<String> schemas() {
    return SchemaFiles.NAMES;
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void shouldHaveDocumentsWithAndWithoutEachOptionalField(String name) throws IOException {
    Map<String, JsonNode> kinds = SchemaFiles.kinds(SchemaFiles.today(name));
    Set<String> seen = new TreeSet<>();
    for (JsonNode document : documents(name)) {
      String kind = kind(document);
      seen.add(kind);
      look(kind, kinds.get(kind), document);
    }

    assertThat(seen).isEqualTo(new TreeSet<>(kinds.keySet()));
    assertThat(with).as("optional fields of %s that a document has", name).isEqualTo(optional());
    assertThat(without).as("optional fields of %s that one lacks", name).isEqualTo(optional());
  }

  private Set<String> optional() {
    Set<String> all = new TreeSet<>(with);
    all.addAll(without);
    return all;
  }

  private void look(String path, JsonNode schema, JsonNode object) {
    schema
        .get("properties")
        .properties()
        .forEach(
            field -> {
              String of = path + "." + field.getKey();
              JsonNode value = object.path(field.getKey());
              if (!SchemaFiles.isRequired(schema, field.getKey())) {
                (value.isMissingNode() ? without : with).add(of);
              }
              if (value.isObject() && field.getValue().has("properties")) {
                look(of, field.getValue(), value);
              } else if (value.isObject() && field.getValue().has("oneOf")) {
                String kind = kind(value);
                look(of + "." + kind, SchemaFiles.kinds(field.getValue()).get(kind), value);
              }
            });
  }

  /** As {@link SchemaFiles#kinds} names it. */
  private static String kind(JsonNode document) {
    if (document.has("retract")) {
      return "retraction";
    }
    boolean mark = document.has("afterimage-sent-again") && !document.has("afterimage-reason");
    return mark ? "mark" : document.path("type").asText();
  }

  private static List<JsonNode> documents(String name) throws IOException {
    boolean headers = name.equals("dead-letter-headers");
    List<JsonNode> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(headers ? GOLDEN.resolve("headers") : GOLDEN)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (headers || schema(file.getFileName().toString()).equals(name)) {
          documents.add(JSON.readTree(file.toFile()));
        }
      }
    }
    return documents;
  }

  /** Documents are named after what they are of. */
  private static String schema(String file) {
    if (file.startsWith("retraction")) {
      return "label";
    }
    return SchemaFiles.NAMES.stream()
        .sorted(Comparator.comparing(String::length).reversed())
        .filter(file::startsWith)
        .findFirst()
        .orElse("model-event");
  }
}
