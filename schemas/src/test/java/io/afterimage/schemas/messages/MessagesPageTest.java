package io.afterimage.schemas.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.ImageHeaders;
import io.afterimage.schemas.events.LabelRecords;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of {@code docs/messages.md} follow from topics, JSON Schemas and reasons. After a
 * change of these, {@code mvn -pl schemas -am test -Dtest=MessagesPageTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dafterimage.regenerate=true} writes them.
 */
class MessagesPageTest {

  private static final Path PAGE = Path.of("../docs/messages.md");
  private static final String BEGIN = "<!-- MessagesPageTest writes this: %s -->\n";
  private static final String END = "<!-- up to here -->\n";
  private static final Pattern NUMBER_WITH_UNIT =
      Pattern.compile(
          "(?i)millisecond|second|byte|from 0|epoch|how many|steps|batch|rate|seed|loss");

  private static final Map<String, Supplier<String>> TABLES = tables();

  static Stream<String> names() {
    return TABLES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldSayWhatTheCodeSays(String name) throws IOException {
    String page = Files.readString(PAGE);
    String begin = BEGIN.formatted(name);
    assertThat(page).contains(begin);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(END, from);
    String table = TABLES.get(name).get();
    if (Boolean.getBoolean("afterimage.regenerate")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertThat(page.substring(from, to))
          .as("run MessagesPageTest with -Dafterimage.regenerate=true to write it anew")
          .isEqualTo(table);
    }
  }

  @Test
  void shouldSayWhatEachTopicIsForAndInWhichOrder() throws IOException {
    String page = Files.readString(PAGE);
    String purposes =
        page.substring(page.indexOf("## Topics"), page.indexOf(BEGIN.formatted("topics")));

    assertThat(first(purposes, "(?m)^\\| `([a-z-]+)` \\|"))
        .containsExactlyElementsOf(
            TopicTable.topics().stream().map(TopicDefinition::name).toList());
  }

  @Test
  void shouldSayWhichHeadersOfImagesAreRead() throws IOException {
    String page = Files.readString(PAGE);
    String headers =
        page.substring(page.indexOf("## Headers of images"), page.indexOf("## Fields"));

    assertThat(headers.lines().filter(line -> line.startsWith("| `")))
        .flatMap(row -> first(row.substring(0, row.indexOf(" | ")), "`([a-z-]+)`"))
        .containsExactlyElementsOf(ImageHeaders.ALL);
  }

  @Test
  void shouldSayTheHeadersOfRetractedExamples() throws IOException {
    assertThat(Files.readAllLines(PAGE))
        .filteredOn(line -> line.startsWith("| `feedback` | image id"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(
            "`" + RetractedExample.IMAGE_HEADER + "`",
            "`" + RetractedExample.SHA256_HEADER + "`",
            "`" + RetractedExample.SOURCE_HEADER + "`");
  }

  @Test
  void shouldKnowEverySchemaThatIsPublished() throws IOException {
    try (Stream<Path> files = Files.list(SchemaFiles.TODAY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              SchemaFiles.NAMES.stream().map(name -> name + ".schema.json").toList());
    }
  }

  @Test
  void shouldSayTheSizesOfTheCode() throws IOException {
    assertThat(Files.readString(PAGE))
        .contains("`message.max.bytes=%d`".formatted(Topics.IMAGE_MESSAGE_BYTES))
        .contains("`max.request.size=%d`".formatted(Topics.IMAGE_MESSAGE_BYTES))
        .contains("| a label, with its headers | %d KiB |".formatted(LabelRecords.MAX_BYTES / 1024))
        .contains(
            "key and headers of an image may have %d KiB together"
                .formatted(PredictionRoom.DEFAULT.envelopeBytes() / 1024));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void shouldSayTheMeaningOfEachFieldAndTheUnitOfEachNumber(String name) {
    SchemaFiles.kinds(SchemaFiles.today(name))
        .forEach(
            (kind, schema) ->
                SchemaFiles.fields(schema)
                    .forEach((path, field) -> assertTold(name + " " + kind + " " + path, field)));
  }

  static List<String> schemas() {
    return SchemaFiles.NAMES;
  }

  private static void assertTold(String path, JsonNode field) {
    if (field.has("const")) {
      return;
    }
    assertThat(field.path("description").asText()).as("meaning of %s", path).isNotBlank();
    String type = field.path("type").asText();
    if (type.equals("integer") || type.equals("number")) {
      boolean share = field.path("maximum").asDouble() == 1;
      assertThat(share || NUMBER_WITH_UNIT.matcher(field.get("description").asText()).find())
          .as("unit of %s: %s", path, field)
          .isTrue();
    }
  }

  private static List<String> first(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  private static Map<String, Supplier<String>> tables() {
    Map<String, Supplier<String>> tables = new TreeMap<>();
    tables.put("topics", TopicTable::render);
    tables.put("reasons", ReasonTable::render);
    tables.put("a place", FieldTables::place);
    SchemaFiles.NAMES.forEach(name -> tables.put(name, () -> FieldTables.of(name)));
    return tables;
  }
}
