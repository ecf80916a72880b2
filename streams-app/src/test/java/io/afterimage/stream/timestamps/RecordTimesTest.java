package io.afterimage.stream.timestamps;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTimesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RecordTimes times = new RecordTimes(meters, List.of("images"), () -> NOW);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_262_304_000_000L})
  void shouldLeaveATimestampOfThePastAsItIs(long timestamp) {
    assertThat(extract(0, timestamp)).isEqualTo(timestamp);
    assertThat(replaced()).isZero();
  }

  @Test
  void shouldForgiveAClockThatIsLittleAhead() {
    long ahead = NOW.plus(RecordTimes.MOST_AHEAD).toEpochMilli();

    assertThat(extract(0, ahead)).isEqualTo(ahead);
    assertThat(extract(1, ahead + 1)).isEqualTo(NOW.toEpochMilli());
    assertThat(replaced()).isEqualTo(1);
  }

  @Test
  void shouldKnowWhatARecordCameWithUntilALaterOneIsProcessed() {
    TopicPartition partition = new TopicPartition("images", 3);
    extract(7, -1);
    extract(8, Long.MAX_VALUE);
    extract(9, 5);

    assertThat(times.original(partition, 7, 99)).isEqualTo(-1);
    assertThat(times.original(partition, 8, 99)).isEqualTo(Long.MAX_VALUE);
    assertThat(times.original(partition, 9, 5)).isEqualTo(5);
    assertThat(times.original(partition, 7, 99)).isEqualTo(99);
  }

  @Test
  void shouldNeverMakeStreamTimeJump() {
    for (long timestamp : new long[] {-1, Long.MAX_VALUE, Duration.ofDays(90_000).toMillis()}) {
      assertThat(extract(0, timestamp)).isEqualTo(NOW.toEpochMilli());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1969-12-31T23:59:59.999Z",
    "-5, 1969-12-31T23:59:59.995Z",
    "4102444800000, 2100-01-01T00:00:00Z",
    "1772359200000000, 9999-12-31T23:59:59.999Z",
    "9223372036854775807, 9999-12-31T23:59:59.999Z",
    "-9223372036854775808, 0000-01-01T00:00:00Z"
  })
  void shouldTellATimestampSoThatEveryReaderOfJsonReadsIt(long timestamp, Instant told) {
    assertThat(RecordTimes.told(timestamp)).isEqualTo(told);
  }

  private long extract(long offset, long timestamp) {
    return times.extract(
        new ConsumerRecord<>(
            "images",
            3,
            offset,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            null,
            null,
            new RecordHeaders(),
            Optional.empty()),
        -1);
  }

  private double replaced() {
    return meters.get("afterimage.timestamps.replaced").tag("topic", "images").counter().count();
  }
}
