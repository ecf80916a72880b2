package io.afterimage.schemas.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of an event, those of the objects in it among them, each with the kinds it is of. */
final class FieldRows {

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
  private final Map<Row, List<String>> rows = new LinkedHashMap<>();

  /** A line of the table; kinds that have the same line share it. */
  record Row(String path, String form, String meaning, String since) {}

  /**
   * An object whose fields are told.
   *
   * @param kind of the event
   * @param path in the schema, with the kinds of what is in it
   * @param shown the same as a document has it
   * @param of what has the fields, as the table says it
   */
  private record Place(String kind, String path, String shown, String of) {

    Place inside(String key) {
      return new Place(kind, path + key + ".", shown + key + ".", of);
    }

    Place as(String inner, String told) {
      return new Place(kind, path + inner + ".", shown, of + " with " + told);
    }
  }

  FieldRows(String name, Map<String, JsonNode> kinds) {
    this.name = name;
    this.kinds = kinds;
    kinds.forEach((kind, schema) -> collect(new Place(kind, "", "", shown(name, kind)), schema));
  }

  Map<Row, List<String>> rows() {
    return rows;
  }

  /** A kind as a document has it in {@code type}, or in words where it has no such field. */
  static String shown(String name, String kind) {
    if (kind.isEmpty()) {
      return name.equals("label") ? "label" : "refused";
    }
    return kind.equals("retraction") || kind.equals("mark") ? kind : "`" + kind + "`";
  }

  private void collect(Place place, JsonNode object) {
    object
        .get("properties")
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("type")) {
                boolean required = SchemaFiles.isRequired(object, field.getKey());
                add(place, field.getKey(), field.getValue(), required ? "" : ", optional");
              }
            });
  }

  private void add(Place place, String key, JsonNode schema, String optional) {
    boolean elsewhere = ELSEWHERE.containsKey(key);
    Row row =
        new Row(
            place.shown() + key,
            (elsewhere ? ELSEWHERE.get(key) : FieldForm.of(schema)) + optional,
            meaning(place.kind(), key, schema),
            since(place.kind(), place.path() + key));
    rows.computeIfAbsent(row, same -> new ArrayList<>()).add(place.of());
    if (!elsewhere && schema.has("properties")) {
      collect(place.inside(key), schema);
    } else if (!elsewhere && schema.has("oneOf")) {
      SchemaFiles.kinds(schema)
          .forEach(
              (inner, object) -> collect(place.inside(key).as(inner, shown(name, inner)), object));
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
                .map(inner -> shown(name, inner))
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
}
