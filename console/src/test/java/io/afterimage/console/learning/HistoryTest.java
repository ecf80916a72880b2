package io.afterimage.console.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

  private final History<int[]> history = new History<>(() -> new int[1]);

  @Test
  void shouldKeepFineBucketsOfTheRecentPastAndCoarseOnesOfWhatLiesBack() {
    long now = START + Duration.ofDays(20).toMillis();
    add(START);
    add(now - Duration.ofHours(20).toMillis());
    add(now);

    assertThat(sum(now, Span.HOUR)).isEqualTo(1);
    assertThat(sum(now, Span.DAY)).isEqualTo(2);
    assertThat(sum(now, Span.FORTNIGHT)).isEqualTo(2);
    assertThat(sum(now, Span.YEAR)).isEqualTo(3);
  }

  @Test
  void shouldHoldNoMoreBucketsThanTheSpansHaveHoweverMuchComes() {
    for (int day = 0; day < 2_000; day++) {
      add(START + Duration.ofDays(day).toMillis());
    }
    long now = START + Duration.ofDays(1_999).toMillis();

    for (Span span : Span.values()) {
      assertThat(history.upTo(now, span)).hasSize(span.buckets());
    }
    assertThat(sum(now, Span.YEAR)).isBetween(2 * 182, 2 * 183);
    assertThat(history.upTo(START, Span.YEAR)).allMatch(Optional::isEmpty);
  }

  @Test
  void shouldTellWhenABucketBegins() {
    List<Long> starts = History.starts(START + 25_000, Span.HOUR);

    assertThat(starts).hasSize(180).endsWith(START / 1000, START / 1000 + 20);
  }

  private void add(long millis) {
    history.change(millis, bucket -> bucket[0]++);
  }

  private int sum(long now, Span span) {
    return history.upTo(now, span).stream()
        .flatMap(Optional::stream)
        .mapToInt(bucket -> bucket[0])
        .sum();
  }
}
