package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.afterimage.schemas.events.GoldenEventsTest#samples")
  void shouldNameTheRequiredFieldThatIsMissingOrNull(String name, Object sample)
      throws IOException {
    for (RecordComponent component : sample.getClass().getRecordComponents()) {
      ObjectNode missing = (ObjectNode) EventJson.mapper().readTree(EventJson.write(sample));
      missing.remove(component.getName());
      ObjectNode isNull = (ObjectNode) EventJson.mapper().readTree(EventJson.write(sample));
      isNull.putNull(component.getName());

      for (ObjectNode event : new ObjectNode[] {missing, isNull}) {
        byte[] json = EventJson.mapper().writeValueAsBytes(event);
        if (component.getType().equals(Optional.class)) {
          assertThat(EventJson.read(json, Samples.readAs(sample))).isInstanceOf(sample.getClass());
        } else {
          assertThatThrownBy(() -> EventJson.read(json, Samples.readAs(sample)))
              .as("%s without %s", name, component.getName())
              .isInstanceOf(MalformedEventException.class)
              // What does not retract is a label, and lacks one.
              .hasMessageContaining(
                  component.getName().equals("retract") ? "label" : component.getName());
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.afterimage.schemas.events.GoldenEventsTest#samples")
  void shouldIgnoreUnknownFields(String name, Object sample) throws IOException {
    ObjectNode event = (ObjectNode) EventJson.mapper().readTree(EventJson.write(sample));
    event.putObject("future").put("field", 1);

    assertThat(EventJson.read(EventJson.mapper().writeValueAsBytes(event), Samples.readAs(sample)))
        .as(name)
        .isEqualTo(sample);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{", "\"text\"", "{\"type\":\"other\"}"})
  void shouldSayWhichTypeWasExpected(String json) {
    assertThatThrownBy(
            () -> EventJson.read(json.getBytes(StandardCharsets.UTF_8), ModelEvent.class))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("ModelEvent");
  }

  @Test
  void shouldRefuseTextWhereANumberIsWanted() {
    String json =
        "{\"imageId\":\"a\",\"picture\":{\"topic\":\"images\",\"partition\":\"three\",\"offset\":1}}";

    assertThatThrownBy(
            () -> EventJson.read(json.getBytes(StandardCharsets.UTF_8), Prediction.class))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("three");
  }

  @Test
  void shouldPassMissingValuesThroughTheSerde() {
    JsonSerde<Label> serde = JsonSerde.of(Label.class);

    assertThat(serde.serializer().serialize("labels", null)).isNull();
    assertThat(serde.deserializer().deserialize("labels", null)).isNull();
  }
}
