package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogEndsTest {

  private static final TopicPartition PARTITION = new TopicPartition("images", 0);
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final LogEnds ends = new LogEnds();

  @Test
  void shouldKnowWhenARecordWasNotThereYet() {
    ends.note(PARTITION, 5, START);
    ends.note(PARTITION, 5, START.plusSeconds(5));
    ends.note(PARTITION, 9, START.plusSeconds(10));

    assertThat(ends.before(PARTITION, 4)).isEmpty();
    assertThat(ends.before(PARTITION, 5)).contains(START.plusSeconds(5));
    assertThat(ends.before(PARTITION, 8)).contains(START.plusSeconds(5));
    assertThat(ends.before(PARTITION, 9)).contains(START.plusSeconds(10));
  }

  @Test
  void shouldKeepFewEndsOfALongTimeAndTheNewestOnes() {
    for (int i = 0; i < 10_000; i++) {
      ends.note(PARTITION, i, START.plusSeconds(i));
    }

    assertThat(ends.before(PARTITION, 9_999)).contains(START.plusSeconds(9_999));
    assertThat(ends.before(PARTITION, 9_000))
        .hasValueSatisfying(at -> assertThat(at).isAfter(START.plusSeconds(8_000)));
  }
}
