package io.afterimage.schemas.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.afterimage.config.NearestNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The JSON form of every event: ISO-8601 instants, absent optionals left out, unknown fields
 * ignored so that newer writers do not break older readers (but see {@link #readExactly}), missing
 * required fields refused. Thread-safe.
 */
public final class EventJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private static final ObjectReader EXACT =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private EventJson() {}

  /** The mapper itself, for documents other than events that follow the same rules. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The event as one line of UTF-8 JSON. */
  public static byte[] write(Object event) {
    try {
      return MAPPER.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write " + event.getClass().getName() + " as JSON", e);
    }
  }

  /**
   * Reads an event.
   *
   * @throws MalformedEventException when the bytes are not JSON of that type
   */
  public static <T> T read(byte[] json, Class<T> type) {
    return read(MAPPER.readerFor(type), json, type);
  }

  /**
   * Reads a command, or whatever else a person may have written by hand: an unknown field is a
   * mistake that must not be passed over.
   *
   * @throws MalformedEventException when the bytes are not JSON of that type, or have an unknown
   *     field; the message names it and the nearest known ones
   */
  public static <T> T readExactly(byte[] json, Class<T> type) {
    return read(EXACT.forType(type), json, type);
  }

  private static <T> T read(ObjectReader reader, byte[] json, Class<T> type) {
    try {
      T event = reader.readValue(json);
      if (event == null) {
        throw new MalformedEventException(notA(type) + ": null", null);
      }
      return event;
    } catch (IOException | RuntimeException e) {
      throw e instanceof MalformedEventException malformed
          ? malformed
          : new MalformedEventException(notA(type) + " in JSON: " + fault(e), e);
    }
  }

  private static String notA(Class<?> type) {
    String name = type.getSimpleName();
    return ("AEIOU".indexOf(name.charAt(0)) < 0 ? "not a " : "not an ") + name;
  }

  private static String fault(Exception e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String field =
          mapping.getPath().stream()
              .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
              .collect(Collectors.joining("."));
      return "field "
          + field
          + ": "
          + (e instanceof UnrecognizedPropertyException unknown
              ? unknown(unknown)
              : firstLine(mapping.getOriginalMessage()));
    }
    return firstLine(e.getMessage());
  }

  private static String unknown(UnrecognizedPropertyException e) {
    List<String> known = e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
    return "unknown field%s (known: %s)"
        .formatted(NearestNames.question(e.getPropertyName(), known), String.join(", ", known));
  }

  private static String firstLine(String message) {
    return message == null ? "no details" : message.lines().findFirst().orElse("no details");
  }
}
