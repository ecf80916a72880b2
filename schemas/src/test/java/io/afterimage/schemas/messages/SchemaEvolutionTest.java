package io.afterimage.schemas.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What may change within a major version: events may get optional fields, kinds, and values of a
 * list. Nothing else, so that readers of a release understand what later ones write, and later ones
 * read what it wrote.
 */
class SchemaEvolutionTest {

  /** What tells a value's form, each of which stays as it is. */
  private static final Set<String> FORM =
      Set.of(
          "type",
          "const",
          "format",
          "pattern",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "minItems",
          "uniqueItems",
          "maxLength",
          "items",
          "additionalProperties");

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("released")
  void shouldKeepWhatIsReleased(String name, String version) {
    JsonNode was = SchemaFiles.released(version, name).orElseThrow();

    assertKept(name, was, SchemaFiles.today(name));
  }

  @Test
  void shouldKeepTheTopicsOfEachRelease() {
    List<String> today = TopicTable.topics().stream().map(topic -> topic.name()).toList();

    assertThat(SchemaFiles.RELEASED)
        .allSatisfy(version -> assertThat(today).containsAll(SchemaFiles.topics(version)));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void shouldNoticeWhatBreaksReaders(String what, String before, String after) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode was = json.readTree(before);
    JsonNode is = json.readTree(after);

    assertThat(catchThrowable(() -> assertKept(what, was, is)))
        .as(what)
        .isInstanceOf(AssertionError.class);
    assertKept(what, was, was);
  }

  static Stream<Arguments> breaks() {
    String field = "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"string\"}}}";
    return Stream.of(
        Arguments.of("a field is gone", field, "{\"required\":[],\"properties\":{}}"),
        Arguments.of(
            "a field may be absent now",
            field,
            "{\"required\":[],\"properties\":{\"a\":{\"type\":\"string\"}}}"),
        Arguments.of(
            "a field has another type",
            field,
            "{\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"number\"}}}"),
        Arguments.of(
            "a new field is required",
            field,
            "{\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}"),
        Arguments.of(
            "a value of a list is gone",
            "{\"properties\":{\"a\":{\"enum\":[\"x\",\"y\"]}}}",
            "{\"properties\":{\"a\":{\"enum\":[\"x\"]}}}"),
        Arguments.of(
            "a kind is gone",
            "{\"oneOf\":[{\"properties\":{\"type\":{\"const\":\"x\"}}}]}",
            "{\"oneOf\":[{\"properties\":{\"type\":{\"const\":\"y\"}}}]}"));
  }

  static Stream<Arguments> released() {
    return SchemaFiles.RELEASED.stream()
        .flatMap(
            version ->
                SchemaFiles.NAMES.stream()
                    .filter(name -> SchemaFiles.released(version, name).isPresent())
                    .map(name -> Arguments.of(name, version)));
  }

  private static void assertKept(String path, JsonNode was, JsonNode is) {
    if (was.has("properties") || was.has("oneOf")) {
      Map<String, JsonNode> today = SchemaFiles.kinds(is);
      SchemaFiles.kinds(was)
          .forEach(
              (kind, before) -> {
                assertThat(today).as("kinds of %s", path).containsKey(kind);
                assertObjectKept(path + " " + kind, before, today.get(kind));
              });
      return;
    }
    for (String part : FORM) {
      assertThat(is.get(part)).as("%s of %s", part, path).isEqualTo(was.get(part));
    }
    assertThat(values(is.path("enum")))
        .as("values of %s", path)
        .containsAll(values(was.path("enum")));
  }

  private static void assertObjectKept(String path, JsonNode was, JsonNode is) {
    was.get("properties")
        .properties()
        .forEach(
            field -> {
              String of = path + "." + field.getKey();
              assertThat(is.get("properties").has(field.getKey())).as("%s is there", of).isTrue();
              assertThat(SchemaFiles.isRequired(is, field.getKey()))
                  .as("%s is required", of)
                  .isEqualTo(SchemaFiles.isRequired(was, field.getKey()));
              assertKept(of, field.getValue(), is.get("properties").get(field.getKey()));
            });
    assertThat(values(was.path("required")))
        .as("a new field of %s is optional", path)
        .containsAll(values(is.path("required")));
    // Commands refuse what they do not know since 0.2, the only event that does.
    if (!path.startsWith("command ")) {
      assertThat(is.get("additionalProperties"))
          .as("further fields of %s", path)
          .isEqualTo(was.get("additionalProperties"));
    }
  }

  private static List<String> values(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
