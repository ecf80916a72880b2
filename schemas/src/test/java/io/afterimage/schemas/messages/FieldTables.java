package io.afterimage.schemas.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The kinds and fields of an event as Markdown, by its JSON Schema. */
final class FieldTables {

  private static final String OVERRIDES = "overrides";

  /** Fields whose own fields another table lists. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "picture",
          "[place](#a-place)",
          OVERRIDES,
          "object of the [schedule](trainer.md#the-schedule)");

  private final String name;
  private final Map<String, JsonNode> kinds;

  /** A line of the table; kinds that have the same line share it. */
  private record Row(String path, String form, String meaning, String since) {}

  private FieldTables(String name) {
    this.name = name;
    this.kinds = SchemaFiles.kinds(SchemaFiles.today(name));
  }

  /** Where an event has several kinds, a table of them comes first. */
  static String of(String name) {
    FieldTables tables = new FieldTables(name);
    return tables.kinds.size() == 1 ? tables.fields() : tables.kinds() + "\n" + tables.fields();
  }

  /** What {@code picture} has. */
  static String place() {
    JsonNode picture = SchemaFiles.today("prediction").at("/properties/picture/properties");
    StringBuilder table = new StringBuilder("| field | form | meaning |\n|---|---|---|\n");
    picture
        .properties()
        .forEach(
            field ->
                table.append(
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            field.getKey(),
                            FieldForm.of(field.getValue()),
                            field.getValue().get("description").asText())));
    return table.toString();
  }

  private String kinds() {
    return kinds.entrySet().stream()
        .map(
            kind ->
                "| %s | %s | %s |\n"
                    .formatted(
                        shown(kind.getKey()),
                        kind.getValue().get("description").asText(),
                        SchemaFiles.since(name, kind.getKey(), "")))
        .collect(Collectors.joining("", "| kind | says | since |\n|---|---|---|\n", ""));
  }

  private String fields() {
    Map<Row, List<String>> rows = new LinkedHashMap<>();
    kinds.forEach((kind, schema) -> collect(kind, "", "", schema, shown(kind), rows));
    boolean several = kinds.size() > 1;
    StringBuilder table =
        new StringBuilder(
            several
                ? "| field | of | form | meaning | since |\n|---|---|---|---|---|\n"
                : "| field | form | meaning | since |\n|---|---|---|---|\n");
    rows.forEach(
        (row, of) ->
            table.append(
                "| `%s` |%s %s | %s | %s |\n"
                    .formatted(
                        row.path(),
                        several
                            ? " "
                                + (of.size() == kinds.size() ? "all" : String.join(", ", of))
                                + " |"
                            : "",
                        row.form(),
                        row.meaning(),
                        row.since())));
    return table.toString();
  }

  /**
   * Adds an object's fields.
   *
   * @param path of the object in the schema, with the kinds of what is in it
   * @param shown the same as a document has it
   * @param of what has the fields
   */
  private void collect(
      String kind,
      String path,
      String shown,
      JsonNode object,
      String of,
      Map<Row, List<String>> rows) {
    object
        .get("properties")
        .properties()
        .forEach(
            field -> {
              String key = field.getKey();
              JsonNode schema = field.getValue();
              if (key.equals("type")) {
                return;
              }
              boolean required = SchemaFiles.isRequired(object, key);
              Row row =
                  new Row(
                      shown + key,
                      ELSEWHERE.getOrDefault(key, FieldForm.of(schema))
                          + (required ? "" : ", optional"),
                      meaning(kind, key, schema),
                      since(kind, path + key));
              rows.computeIfAbsent(row, same -> new ArrayList<>()).add(of);
              if (!ELSEWHERE.containsKey(key)) {
                inner(kind, path + key, shown + key, schema, of, rows);
              }
            });
  }

  private void inner(
      String kind,
      String path,
      String shown,
      JsonNode schema,
      String of,
      Map<Row, List<String>> rows) {
    if (schema.has("properties")) {
      collect(kind, path + ".", shown + ".", schema, of, rows);
    } else if (schema.has("oneOf")) {
      SchemaFiles.kinds(schema)
          .forEach(
              (inner, object) ->
                  collect(
                      kind,
                      "%s.%s.".formatted(path, inner),
                      shown + ".",
                      object,
                      "%s with %s".formatted(of, shown(inner)),
                      rows));
    }
  }

  /** Empty for what its kind has had from its first release on. */
  private String since(String kind, String path) {
    String since = SchemaFiles.since(name, kind, path);
    return kinds.size() > 1 && since.equals(SchemaFiles.since(name, kind, "")) ? "" : since;
  }

  private String meaning(String kind, String key, JsonNode schema) {
    String meaning =
        schema.has("description") ? schema.get("description").asText() : "What tells it apart";
    if (key.equals(OVERRIDES)) {
      return meaning + newer(kind, schema);
    }
    return schema.has("oneOf")
        ? meaning
            + "; by its `type` "
            + SchemaFiles.kinds(schema).keySet().stream()
                .map(this::shown)
                .collect(Collectors.joining(", "))
        : meaning;
  }

  /** The fields of an object that came later than the first release. */
  private String newer(String kind, JsonNode object) {
    Map<String, List<String>> since = new LinkedHashMap<>();
    SchemaFiles.fields(object)
        .keySet()
        .forEach(
            field ->
                since
                    .computeIfAbsent(
                        SchemaFiles.since(name, kind, OVERRIDES + "." + field),
                        release -> new ArrayList<>())
                    .add("`" + field + "`"));
    since.remove(SchemaFiles.RELEASED.get(0));
    return since.entrySet().stream()
        .map(
            release ->
                "; %s since %s".formatted(String.join(", ", release.getValue()), release.getKey()))
        .collect(Collectors.joining());
  }

  /** As a document has it in {@code type}, or in words where it has no such field. */
  private String shown(String kind) {
    if (kind.isEmpty()) {
      return name.equals("label") ? "label" : "refused";
    }
    return kind.equals("retraction") || kind.equals("mark") ? kind : "`" + kind + "`";
  }
}
