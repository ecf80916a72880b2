package io.afterimage.client.refused;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.client.refused.RecentLetters.Count;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecentLettersTest {

  private static final String TOPIC = "dead-letters";

  @Test
  void shouldKeepTheNewestAndCountAll() {
    RecentLetters letters = new RecentLetters(any -> true, 2);
    for (int i = 0; i < 5; i++) {
      letters.take(letter(i, i < 3 ? "empty" : "truncated"));
    }
    letters.take(mark(0, 5));
    letters.take(mark(4, 6));

    assertThat(letters.newest(any -> true, 10))
        .extracting(shown -> shown.letter().place().offset())
        .containsExactly(4L, 3L);
    assertThat(letters.newest(shown -> shown.sentAgain().isPresent(), 10))
        .singleElement()
        .extracting(shown -> shown.sentAgain().orElseThrow().by())
        .isEqualTo("olga");
    assertThat(letters.counts())
        .as("the mark of one that is not kept counts nowhere")
        .isEqualTo(Map.of("empty", new Count(3, 0), "truncated", new Count(2, 1)));
  }

  @Test
  void shouldPassOverWhatIsNotWanted() {
    RecentLetters letters = new RecentLetters(letter -> letter.reason().equals("empty"), 10);
    letters.take(letter(0, "empty"));
    letters.take(letter(1, "truncated"));
    letters.take(mark(1, 2));

    assertThat(letters.counts()).isEqualTo(Map.of("empty", new Count(1, 0)));
    assertThat(letters.newest(any -> true, 10)).hasSize(1);
  }

  @Test
  void shouldNotCountReasonsWithoutEnd() {
    RecentLetters letters = new RecentLetters(any -> true, 10);
    for (int i = 0; i < 1_000; i++) {
      letters.take(letter(i, "made-up-" + i));
    }

    assertThat(letters.counts()).hasSizeLessThan(100).containsKey("other");
    assertThat(letters.counts().values().stream().mapToLong(Count::letters).sum()).isEqualTo(1_000);
  }

  private static ConsumerRecord<byte[], byte[]> letter(long offset, String reason) {
    Headers headers =
        DeadLetterHeaders.add(
            new RecordHeaders(),
            reason,
            "detail",
            new ImagePointer("images", 0, offset),
            Instant.EPOCH);
    return record(offset, headers, "value".getBytes(UTF_8));
  }

  private static ConsumerRecord<byte[], byte[]> mark(long letter, long offset) {
    ProducerRecord<byte[], byte[]> mark =
        SentAgain.mark(new ImagePointer(TOPIC, 0, letter), null, "olga", "mended");
    return record(offset, mark.headers(), null);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, Headers headers, byte[] value) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        value,
        headers,
        Optional.empty());
  }
}
