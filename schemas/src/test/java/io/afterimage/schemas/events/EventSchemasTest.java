package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.afterimage.testkit.PublishedSchema;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schemas describe what is written: all of it, and nothing else. */
class EventSchemasTest {

  private static final ObjectMapper PLAIN = new ObjectMapper();

  private static final Map<Class<?>, String> SCHEMAS =
      Map.of(
          Prediction.class, "prediction",
          LabelEvent.class, "label",
          LabelledExample.class, "labelled-example",
          LabelRequest.class, "label-request",
          ModelEvent.class, "model-event",
          ShadowPrediction.class, "shadow-prediction",
          Command.class, "command",
          Reply.class, "reply",
          TrainingRun.class, "training-run",
          Notification.class, "notification");

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.afterimage.schemas.events.GoldenEventsTest#samples")
  void shouldAllowEveryEventAndKnowEveryFieldOfIt(String name, Object sample) throws IOException {
    JsonNode schema = schema(SCHEMAS.get(Samples.readAs(sample)));
    JsonNode event = PLAIN.readTree(EventJson.write(sample));

    assertThat(PublishedSchema.of(schema).faults(event)).as(name).isEmpty();
    assertThat(PublishedSchema.of(closed(schema.deepCopy())).faults(event)).as(name).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.afterimage.schemas.events.GoldenEventsTest#samples")
  void shouldRefuseEventWithoutRequiredField(String name, Object sample) throws IOException {
    PublishedSchema schema = PublishedSchema.of(SCHEMAS.get(Samples.readAs(sample)));
    for (RecordComponent component : sample.getClass().getRecordComponents()) {
      ObjectNode event = (ObjectNode) PLAIN.readTree(EventJson.write(sample));
      event.remove(component.getName());

      assertThat(schema.faults(event).isEmpty())
          .as("%s without %s", name, component.getName())
          .isEqualTo(component.getType().equals(Optional.class));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  void shouldDescribeExactlyTheComponentsOfTheRecord(Class<?> record, JsonNode described) {
    List<String> names =
        Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList();

    assertThat(fieldNames(described)).filteredOn(name -> !name.equals("type")).isEqualTo(names);
  }

  @Test
  void shouldAllowUnknownFields() throws IOException {
    ObjectNode event = (ObjectNode) PLAIN.readTree(GoldenEventsTest.golden("announced"));
    event.put("since", "the future");

    assertThat(PublishedSchema.of("model-event").faults(event)).isEmpty();
  }

  @Test
  void shouldRefuseUnknownFieldsOfCommandsAndOfTheirOverrides() throws IOException {
    ObjectNode misspelt = (ObjectNode) PLAIN.readTree(GoldenEventsTest.golden("command-pin"));
    misspelt.put("reasons", "audit");
    ObjectNode override = (ObjectNode) PLAIN.readTree(GoldenEventsTest.golden("command-retrain"));
    ((ObjectNode) override.get("overrides")).put("epochs", 3);

    assertThat(PublishedSchema.of("command").faults(misspelt)).isNotEmpty();
    assertThat(PublishedSchema.of("command").faults(override)).isNotEmpty();
  }

  static Stream<Arguments> records() throws IOException {
    List<Arguments> records = new ArrayList<>();
    for (Map.Entry<Class<?>, String> entry : SCHEMAS.entrySet()) {
      JsonNode schema = schema(entry.getValue());
      if (entry.getKey().isRecord()) {
        records.add(Arguments.of(entry.getKey(), schema));
        continue;
      }
      Class<?>[] variants = entry.getKey().getPermittedSubclasses();
      assertThat(schema.get("oneOf")).hasSize(variants.length);
      for (int i = 0; i < variants.length; i++) {
        records.add(Arguments.of(variants[i], schema.get("oneOf").get(i)));
      }
    }
    return records.stream();
  }

  private static List<String> fieldNames(JsonNode described) {
    List<String> names = new ArrayList<>();
    described.get("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The same schema, refusing fields that it does not describe. */
  private static JsonNode closed(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.has("properties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(EventSchemasTest::closed);
    return schema;
  }

  private static JsonNode schema(String name) throws IOException {
    try (InputStream file = EventJson.class.getResourceAsStream(name + ".schema.json")) {
      return PLAIN.readTree(Objects.requireNonNull(file, "no schema " + name));
    }
  }
}
