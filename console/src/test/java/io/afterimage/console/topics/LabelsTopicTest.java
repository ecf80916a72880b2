package io.afterimage.console.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LabelsTopicTest {

  @Test
  void shouldReadALabelAsTheStreamDoes() {
    assertThat(read("a", label("a", "  cat\u00a0 1 ", "anna")))
        .contains(label("a", "cat 1", "anna"));
    assertThat(LabelsTopic.read(record("a", null))).contains(Retraction.of("a"));
  }

  @Test
  void shouldPassOverWhatTheStreamRefuses() {
    assertThat(read("b", label("a", "cat", "anna"))).as("another key").isEmpty();
    assertThat(read(null, label("a", "cat", "anna"))).as("no key").isEmpty();
    assertThat(read("a", label("a", "x".repeat(300), "anna"))).isEmpty();
    assertThat(read("a", label("a", "a\u0000b", "anna"))).isEmpty();
    assertThat(read("a", label("a", " ", "anna"))).isEmpty();
    assertThat(read("a", label("a", "cat", "x".repeat(70_000)))).as("too large").isEmpty();
    assertThat(LabelsTopic.read(record("a", "cat".getBytes(UTF_8)))).as("no JSON").isEmpty();
    assertThat(LabelsTopic.read(record(null, null))).isEmpty();
    assertThat(read("a", of("x".repeat(250)))).as("in no topic of Kafka").isEmpty();
    assertThat(read("a", of("x".repeat(249)))).isPresent();
  }

  @Test
  void shouldKeepLittleOfEachRecord() {
    LabelEvent first = read("a", label("a", "cat", "x".repeat(60_000))).orElseThrow();
    LabelEvent second = read("a", label("a", "cat", "anna")).orElseThrow();

    assertThat(first.source().orElseThrow()).hasSize(LabelsTopic.LONGEST_SOURCE);
    assertThat(second.imageId()).isSameAs(first.imageId());
    assertThat(((Label) second).label()).isSameAs(((Label) first).label());
  }

  private static Optional<LabelEvent> read(String key, LabelEvent event) {
    return LabelsTopic.read(record(key, EventJson.write(event)));
  }

  private static Label label(String id, String label, String source) {
    return new Label(id, label, Optional.of(source), Optional.empty());
  }

  private static Retraction of(String topic) {
    return new Retraction(
        "a",
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.of(new ImagePointer(topic, 0, 1)),
        Optional.empty());
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
    return new ConsumerRecord<>("labels", 0, 1, key == null ? null : key.getBytes(UTF_8), value);
  }
}
