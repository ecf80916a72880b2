package io.afterimage.client.refused;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.testkit.PublishedSchema;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

  private static final String LARGE = "é".repeat(500_000);
  private static final ImagePointer ORIGIN = new ImagePointer("images", 1, 2);

  @Test
  void shouldKeepOnlyTheBeginningOfTextsOfAnySize() {
    Headers headers =
        DeadLetterHeaders.add(
            new RecordHeaders(), LARGE, LARGE, new ImagePointer(LARGE, 0, 1), Instant.EPOCH);
    DeadLetterHeaders.put(headers, DeadLetterHeaders.DETAIL, LARGE);

    DeadLetter letter = DeadLetter.read(record(LARGE.getBytes(UTF_8), headers)).orElseThrow();

    String beginning = "é".repeat(DeadLetter.LONGEST_TEXT);
    assertThat(letter.imageId()).isEqualTo(beginning);
    assertThat(letter.reason()).isEqualTo(beginning);
    assertThat(letter.detail()).isEqualTo(beginning);
    assertThat(letter.origin()).as("in no topic of Kafka").isEmpty();
  }

  @Test
  void shouldKeepOnlyTheBeginningOfWhatTheSenderSaid() {
    Headers headers = SentAgain.mark(ORIGIN, null, LARGE, LARGE).headers();

    SentAgain mark = SentAgain.read(record(null, headers)).orElseThrow();

    assertThat(mark.letter()).isEqualTo(ORIGIN);
    assertThat(mark.by()).hasSize(DeadLetter.LONGEST_TEXT);
    assertThat(mark.why()).hasSize(DeadLetter.LONGEST_TEXT);
  }

  @Test
  void shouldReadWhatTheStreamWrote() {
    Headers headers =
        DeadLetterHeaders.add(new RecordHeaders(), "truncated", "ends", ORIGIN, Instant.EPOCH);

    DeadLetter letter = DeadLetter.read(record("cat 1".getBytes(UTF_8), headers)).orElseThrow();

    assertThat(letter)
        .isEqualTo(
            new DeadLetter(
                new ImagePointer("dead-letters", 0, 7),
                "cat 1",
                "truncated",
                "ends",
                Optional.of(ORIGIN),
                Instant.EPOCH,
                Optional.empty(),
                false));
  }

  @Test
  void shouldMarkWhatWasSentAgainAsPublished() {
    Headers mark = SentAgain.mark(ORIGIN, null, "olga", "").headers();

    assertThat(PublishedSchema.of("dead-letter-headers").faults(mark)).isEmpty();
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] key, Headers headers) {
    return new ConsumerRecord<>(
        "dead-letters",
        0,
        7,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        null,
        headers,
        Optional.empty());
  }
}
