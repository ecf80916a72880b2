package io.afterimage.schemas.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The published JSON Schemas, today's and those of each release. After a release its schemas, and
 * the names of its topics, are copied to {@code src/test/resources/released/VERSION}; {@link
 * #RELEASED} and {@link #NEXT} follow.
 */
final class SchemaFiles {

  /** What is released, oldest first. */
  static final List<String> RELEASED = List.of("0.1");

  /** The release that is being made. */
  static final String NEXT = "0.2";

  /** Every schema, in the order of the page. */
  static final List<String> NAMES =
      List.of(
          "prediction",
          "label",
          "labelled-example",
          "label-request",
          "shadow-prediction",
          "model-event",
          "command",
          "reply",
          "training-run",
          "dead-letter-headers",
          "notification");

  /** Where today's are. */
  static final Path TODAY = Path.of("src/main/resources/io/afterimage/schemas/events");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RELEASES = Path.of("src/test/resources/released");

  private SchemaFiles() {}

  static JsonNode today(String name) {
    return read(TODAY.resolve(name + ".schema.json"));
  }

  /** As a release had it; empty where that release had no such event. */
  static Optional<JsonNode> released(String version, String name) {
    Path file = RELEASES.resolve(version).resolve(name + ".schema.json");
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /** The topics of a release. */
  static List<String> topics(String version) {
    try {
      return Files.readAllLines(RELEASES.resolve(version).resolve("topics.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The kinds of an event by their names: the value of {@code type}, or {@code retraction} and
   * {@code mark} for those that tell themselves apart by another field; what has no other name has
   * an empty one.
   */
  static Map<String, JsonNode> kinds(JsonNode schema) {
    Map<String, JsonNode> kinds = new LinkedHashMap<>();
    if (schema.has("oneOf")) {
      schema.get("oneOf").forEach(kind -> kinds.put(name(kind), kind));
    } else {
      kinds.put("", schema);
    }
    return kinds;
  }

  private static String name(JsonNode kind) {
    if (kind.get("properties").has("retract")) {
      return "retraction";
    }
    return kind.has("not") ? "mark" : kind.at("/properties/type/const").asText();
  }

  /** The fields of an object and of the objects in it, by their paths: {@code picture.offset}. */
  static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    collect("", object, fields);
    return fields;
  }

  private static void collect(String prefix, JsonNode object, Map<String, JsonNode> fields) {
    object
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String path = prefix + field.getKey();
              fields.put(path, field.getValue());
              collect(path + ".", field.getValue(), fields);
              field
                  .getValue()
                  .path("oneOf")
                  .forEach(kind -> collect(path + "." + name(kind) + ".", kind, fields));
            });
  }

  /** Whether the object has the field always. */
  static boolean isRequired(JsonNode object, String field) {
    return StreamSupport.stream(object.path("required").spliterator(), false)
        .anyMatch(required -> required.asText().equals(field));
  }

  /**
   * The first release whose schema has a field.
   *
   * @param path of the field; empty for the kind itself
   */
  static String since(String name, String kind, String path) {
    return RELEASED.stream()
        .filter(
            version ->
                released(version, name)
                    .map(schema -> kinds(schema).get(kind))
                    .filter(known -> path.isEmpty() || fields(known).containsKey(path))
                    .isPresent())
        .findFirst()
        .orElse(NEXT);
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
