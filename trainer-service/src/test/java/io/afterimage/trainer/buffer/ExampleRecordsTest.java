package io.afterimage.trainer.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.training.dataset.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ExampleRecordsTest {

  private static final Example EXAMPLE =
      new Example(
          "cam-7/ä.jpg",
          "tabby cat",
          Split.VALIDATION,
          Instant.parse("2026-03-01T12:00:00.5Z"),
          new ImagePointer("site-1.images", 3, 12345),
          new byte[] {9});

  private static ConsumerRecord<byte[], byte[]> received(
      ProducerRecord<byte[], byte[]> sent, Headers headers) {
    return new ConsumerRecord<>(
        sent.topic(),
        0,
        77,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        sent.key(),
        sent.value(),
        headers,
        Optional.empty());
  }

  @Test
  void shouldReadWhatItWrites() {
    ProducerRecord<byte[], byte[]> sent = ExampleRecords.put("training-set", EXAMPLE);

    assertThat(ExampleRecords.read(received(sent, sent.headers()))).isEqualTo(EXAMPLE);
  }

  @Test
  void shouldKeepWhatSourcesSayAndKnowOfNoneInRecordsOfBefore() {
    Example heard =
        EXAMPLE
            .hearing(Optional.of("ann"), "dog", Instant.EPOCH)
            .hearing(Optional.of("ben"), "tabby cat", Instant.EPOCH);
    ProducerRecord<byte[], byte[]> sent = ExampleRecords.put("training-set", heard);

    assertThat(heard.opinions()).hasSize(3);
    assertThat(ExampleRecords.read(received(sent, sent.headers()))).isEqualTo(heard);
    sent.headers().remove("opinions");
    assertThat(ExampleRecords.read(received(sent, sent.headers()))).isEqualTo(EXAMPLE);
    sent.headers().add("opinions", new byte[] {'{'});
    assertThatThrownBy(() -> ExampleRecords.read(received(sent, sent.headers())))
        .isInstanceOf(MalformedExampleException.class);
  }

  @Test
  void shouldHaveEveryHeaderInTheDocumentation() throws IOException {
    Example full =
        new Example(
                EXAMPLE.id(),
                EXAMPLE.label(),
                EXAMPLE.split(),
                EXAMPLE.labelledAt(),
                EXAMPLE.source(),
                Optional.of("9f86"),
                Optional.of("ann"),
                Optional.of("cam-7"),
                Optional.of("audit"),
                ImageBytes.of(new byte[] {9}))
            .hearing(Optional.of("ben"), "dog", Instant.EPOCH);
    Headers headers = ExampleRecords.load("training-set", full).headers();
    String row =
        Files.readString(Path.of("../docs/messages.md"))
            .lines()
            .filter(line -> line.startsWith("| `training-set` | image id"))
            .findFirst()
            .orElseThrow();

    assertThat(Arrays.stream(headers.toArray()).map(header -> "`" + header.key() + "`"))
        .hasSize(11)
        .allSatisfy(name -> assertThat(row).contains(name));
  }

  @Test
  void shouldKeepTheGroupWhoeverWritesIt() {
    Example grouped = EXAMPLE.inGroup(Optional.of("cam-7/ä"));
    ProducerRecord<byte[], byte[]> renamed =
        ExampleRecords.replace("training-set", grouped.relabelled("dog", grouped.labelledAt()));

    assertThat(ExampleRecords.read(received(renamed, renamed.headers())).groupOrId())
        .isEqualTo("cam-7/ä");
    assertThat(EXAMPLE.groupOrId()).isEqualTo(EXAMPLE.id());
  }

  /** So that whoever compares versions knows it when the request is long forgotten. */
  @Test
  void shouldKeepWhyALabelWasAskedForWhoeverWritesIt() {
    Example chosen = EXAMPLE.askedFor(Optional.of("uncertain"));
    ProducerRecord<byte[], byte[]> renamed =
        ExampleRecords.replace("training-set", chosen.relabelled("dog", chosen.labelledAt()));
    Example read = ExampleRecords.read(received(renamed, renamed.headers()));

    assertThat(read.wasChosen()).isTrue();
    assertThat(read.askedFor(Optional.empty()).askedFor()).contains("uncertain");
    assertThat(read.askedFor(Optional.of("audit")).wasChosen()).isFalse();
    renamed.headers().remove("asked-for");
    assertThat(ExampleRecords.read(received(renamed, renamed.headers())).wasChosen()).isFalse();
  }

  @Test
  void shouldSayWhereARecordLiesThatIsNoExample() {
    ProducerRecord<byte[], byte[]> sent = ExampleRecords.put("training-set", EXAMPLE);
    sent.headers().remove("source");

    assertThatThrownBy(() -> ExampleRecords.read(received(sent, sent.headers())))
        .isInstanceOf(MalformedExampleException.class)
        .hasMessageContainingAll("training-set-0-77", "source");
  }
}
