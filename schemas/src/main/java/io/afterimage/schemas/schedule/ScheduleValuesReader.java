package io.afterimage.schemas.schedule;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads overrides as a record with an optional field for each of them would be read. */
final class ScheduleValuesReader extends StdDeserializer<ScheduleValues> {

  private static final long serialVersionUID = 1;

  private static final List<Object> NAMES =
      ScheduleOptions.ALL.stream()
          .flatMap(option -> option.override().stream())
          .map(Object.class::cast)
          .toList();

  ScheduleValuesReader() {
    super(ScheduleValues.class);
  }

  @Override
  public ScheduleValues deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      return (ScheduleValues) context.handleUnexpectedToken(ScheduleValues.class, json);
    }
    Map<ScheduleOption<?>, Object> given = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      Optional<ScheduleOption<?>> option = ScheduleOptions.ofOverride(name);
      if (option.isEmpty()
          && context.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)) {
        throw UnrecognizedPropertyException.from(json, ScheduleValues.class, name, NAMES);
      }
      boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
      if (option.isEmpty() || isNull) {
        json.skipChildren();
      } else {
        Object value = value(json, context, name, option.get());
        if (value != null) {
          given.put(option.get(), value);
        }
      }
    }
    return new ScheduleValues(given);
  }

  private static Object value(
      JsonParser json, DeserializationContext context, String name, ScheduleOption<?> option)
      throws IOException {
    try {
      return context.readValue(json, option.type());
    } catch (JsonMappingException e) {
      throw JsonMappingException.wrapWithPath(e, ScheduleValues.class, name);
    }
  }
}
