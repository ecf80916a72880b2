package io.afterimage.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published documents stay readable, and writing still gives the same documents. */
class GoldenEventsTest {

  private static final ObjectMapper PLAIN = new ObjectMapper();

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shouldReadPublishedDocument(String name, Object expected) throws IOException {
    assertThat(EventJson.read(golden(name), Samples.readAs(expected))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shouldWritePublishedDocument(String name, Object sample) throws IOException {
    assertThat(PLAIN.readTree(EventJson.write(sample))).isEqualTo(PLAIN.readTree(golden(name)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shouldComeThroughTheSerdeUnchanged(String name, Object sample) {
    assertThat(throughSerde(Samples.readAs(sample), sample)).as(name).isEqualTo(sample);
  }

  @Test
  void shouldReadEveryPublishedDocument() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Samples.all().keySet().stream().map(name -> name + ".json").toList());
    }
  }

  @Test
  void shouldKeepTheOrderOfScores() throws IOException {
    Prediction prediction = EventJson.read(golden("prediction"), Prediction.class);

    assertThat(List.copyOf(prediction.scores().keySet())).containsExactly("dog", "cat");
  }

  private static <T> T throughSerde(Class<T> type, Object sample) {
    JsonSerde<T> serde = JsonSerde.of(type);
    byte[] json = serde.serializer().serialize("topic", type.cast(sample));
    return serde.deserializer().deserialize("topic", json);
  }

  static Stream<Arguments> samples() {
    return Samples.all().entrySet().stream()
        .map(
            (Map.Entry<String, Object> sample) -> Arguments.of(sample.getKey(), sample.getValue()));
  }

  static byte[] golden(String name) throws IOException {
    try (InputStream file =
        GoldenEventsTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return Objects.requireNonNull(file, "no golden document " + name).readAllBytes();
    }
  }
}
