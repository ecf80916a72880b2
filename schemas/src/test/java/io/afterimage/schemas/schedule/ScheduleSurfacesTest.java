package io.afterimage.schemas.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.afterimage.config.Range;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The JSON Schema and the documentation follow from the table of options. After a change of the
 * table, {@code mvn -pl schemas -am test -Dtest=ScheduleSurfacesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dafterimage.regenerate=true} writes them.
 */
class ScheduleSurfacesTest {

  private static final boolean REGENERATE = Boolean.getBoolean("afterimage.regenerate");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMA =
      Path.of("src/main/resources/io/afterimage/schemas/events/command.schema.json");
  private static final Path PAGE = Path.of("../docs/trainer.md");
  private static final String BEGIN = "<!-- ScheduleSurfacesTest writes this table -->\n";
  private static final String END = "<!-- up to here -->";

  @Test
  void shouldHaveEveryOverrideInTheJsonSchema() throws IOException {
    ObjectNode schema = (ObjectNode) JSON.readTree(SCHEMA.toFile());
    ObjectNode overrides = (ObjectNode) schema.at("/oneOf/0/properties/overrides");
    if (REGENERATE) {
      overrides.set("properties", described());
      Files.writeString(SCHEMA, pretty(schema));
    }

    assertThat(overrides.get("properties").toPrettyString())
        .isEqualTo(described().toPrettyString());
  }

  @Test
  void shouldHaveEveryOptionInTheDocumentation() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (REGENERATE) {
      Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
    } else {
      assertThat(page.substring(from, to)).isEqualTo(table());
    }
  }

  private static ObjectNode described() {
    ObjectNode properties = JSON.createObjectNode();
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      option.override().ifPresent(name -> properties.set(name, described(option)));
    }
    return properties;
  }

  private static ObjectNode described(ScheduleOption<?> option) {
    ObjectNode field = JSON.createObjectNode();
    field.put("type", type(option.type())).put("description", option.meaning());
    option.range().ifPresent(range -> bounds(field, range));
    if (!option.choices().isEmpty()) {
      ArrayNode choices = field.putArray("enum");
      option.choices().forEach(choices::add);
    }
    return field;
  }

  private static String type(Class<?> type) {
    if (type == Boolean.class) {
      return "boolean";
    } else if (type == String.class) {
      return "string";
    }
    return type == Double.class ? "number" : "integer";
  }

  private static void bounds(ObjectNode field, Range range) {
    if (range.least() == Double.MIN_VALUE) {
      field.put("exclusiveMinimum", 0);
    } else {
      field.put("minimum", (long) range.least());
    }
    if (range.most() != Double.MAX_VALUE) {
      field.put("maximum", range.most());
    }
  }

  private static String pretty(ObjectNode schema) throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return JSON.writer(printer).writeValueAsString(schema) + "\n";
  }

  private static String table() {
    String head = "| option | default | meaning | in `overrides` | of `afterimage train` |\n";
    return ScheduleOptions.ALL.stream()
        .map(option -> row(option) + "\n")
        .collect(Collectors.joining("", head + "|---|---|---|---|---|\n", ""));
  }

  private static String row(ScheduleOption<?> option) {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            option.key().map(key -> "`" + key.name() + "`").orElse("—"),
            shown(option.byDefault()),
            meaning(option),
            option.override().map(name -> "`" + name + "`").orElse("—"),
            option.flag().map(flag -> flag(option, flag)).orElse("—"));
  }

  private static String meaning(ScheduleOption<?> option) {
    String choices =
        option.choices().stream()
            .map(choice -> "`" + choice + "`")
            .collect(Collectors.joining(", "));
    return choices.isEmpty() ? option.meaning() : choices + ". " + option.meaning();
  }

  private static String flag(ScheduleOption<?> option, ScheduleOption.Flag flag) {
    return "`%s`%s"
        .formatted(
            flag.name(),
            flag.byDefault()
                .filter(value -> !value.equals(shown(option.byDefault())))
                .map(" (%s)"::formatted)
                .orElse(""));
  }

  private static String shown(Object value) {
    return value instanceof Double number
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : value.toString();
  }
}
