package io.afterimage.schemas.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds and fields of an event as Markdown, by its JSON Schema. */
final class FieldTables {

  private FieldTables() {}

  /** Where an event has several kinds, a table of them comes first. */
  static String of(String name) {
    Map<String, JsonNode> kinds = SchemaFiles.kinds(SchemaFiles.today(name));
    Map<FieldRows.Row, List<String>> rows = new FieldRows(name, kinds).rows();
    return kinds.size() == 1
        ? "| field | form | meaning | since |\n|---|---|---|---|\n" + lines(rows, of -> "")
        : kinds(name, kinds)
            + "\n| field | of | form | meaning | since |\n|---|---|---|---|---|\n"
            + lines(
                rows,
                of -> " %s |".formatted(of.size() == kinds.size() ? "all" : String.join(", ", of)));
  }

  /** What {@code picture} has. */
  static String place() {
    return SchemaFiles.today("prediction")
        .at("/properties/picture/properties")
        .properties()
        .stream()
        .map(
            field ->
                "| `%s` | %s | %s |\n"
                    .formatted(
                        field.getKey(),
                        FieldForm.of(field.getValue()),
                        field.getValue().get("description").asText()))
        .collect(Collectors.joining("", "| field | form | meaning |\n|---|---|---|\n", ""));
  }

  private static String kinds(String name, Map<String, JsonNode> kinds) {
    return kinds.entrySet().stream()
        .map(
            kind ->
                "| %s | %s | %s |\n"
                    .formatted(
                        FieldRows.shown(name, kind.getKey()),
                        kind.getValue().get("description").asText(),
                        SchemaFiles.since(name, kind.getKey(), "")))
        .collect(Collectors.joining("", "| kind | says | since |\n|---|---|---|\n", ""));
  }

  private static String lines(
      Map<FieldRows.Row, List<String>> rows, Function<List<String>, String> of) {
    return rows.entrySet().stream()
        .map(
            row ->
                "| `%s` |%s %s | %s | %s |\n"
                    .formatted(
                        row.getKey().path(),
                        of.apply(row.getValue()),
                        row.getKey().form(),
                        row.getKey().meaning(),
                        row.getKey().since()))
        .collect(Collectors.joining());
  }
}
