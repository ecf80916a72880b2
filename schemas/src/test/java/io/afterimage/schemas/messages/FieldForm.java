package io.afterimage.schemas.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a field's value looks like, in words, by its JSON Schema. */
final class FieldForm {

  private static final String DIGEST = "^[0-9a-f]{64}$";

  private FieldForm() {}

  static String of(JsonNode field) {
    if (field.has("const")) {
      return "`" + field.get("const").asText() + "`";
    } else if (field.has("enum")) {
      return list(field.get("enum"));
    } else if (field.has("$ref")) {
      return "an `announced`";
    } else if (field.has("oneOf")) {
      return "object";
    }
    return switch (field.path("type").asText()) {
      case "string" -> text(field);
      case "number", "integer" -> number(field);
      case "boolean" -> "true or false";
      case "array" -> "list of " + of(field.get("items"));
      case "object" ->
          field.path("additionalProperties").isObject()
              ? "object, each value " + of(field.get("additionalProperties"))
              : "object";
      default -> throw new IllegalArgumentException("cannot say in words: " + field);
    };
  }

  private static String text(JsonNode field) {
    if (field.path("format").asText().equals("date-time")) {
      return "time";
    } else if (field.has("pattern")) {
      String pattern = field.get("pattern").asText();
      return pattern.equals(DIGEST)
          ? "64 hexadecimal digits"
          : pattern.contains("[0-9]") ? "number as text" : "text";
    }
    return "text";
  }

  private static String number(JsonNode field) {
    String kind = field.get("type").asText().equals("integer") ? "whole number" : "number";
    String from =
        field.has("exclusiveMinimum")
            ? " above " + field.get("exclusiveMinimum").asText()
            : field.has("minimum") ? " from " + field.get("minimum").asText() : "";
    String to =
        field.has("maximum")
            ? (field.has("exclusiveMinimum") ? ", up to " : " to ") + field.get("maximum").asText()
            : "";
    return kind + from + to;
  }

  private static String list(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(value -> "`" + value.asText() + "`")
        .collect(Collectors.joining(", "));
  }
}
