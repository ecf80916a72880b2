package io.afterimage.console.learning;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far back a chart reaches, and how finely: what lies further back is told more coarsely. */
public enum Span {
  /** By 20 seconds. */
  HOUR(Duration.ofSeconds(20), 180),
  /** By ten minutes. */
  DAY(Duration.ofMinutes(10), 144),
  /** By two hours. */
  FORTNIGHT(Duration.ofHours(2), 168),
  /** By two days. */
  YEAR(Duration.ofDays(2), 183);

  private final Duration width;
  private final int buckets;

  Span(Duration width, int buckets) {
    this.width = width;
    this.buckets = buckets;
  }

  /** The one of that name in lower case. */
  public static Optional<Span> named(String name) {
    return Arrays.stream(values()).filter(span -> span.text().equals(name)).findFirst();
  }

  /** Its name in lower case. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How long a bucket is. */
  Duration width() {
    return width;
  }

  /** How many buckets there are, the unfinished one among them. */
  int buckets() {
    return buckets;
  }

  /** The number of the bucket of that moment, counted from 1970. */
  long bucketOf(long millis) {
    return Math.floorDiv(millis, width.toMillis());
  }
}
