package io.afterimage.console.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How many requests one person, or one address that is not logged in, may send: a bucket that holds
 * those of five seconds and fills evenly. Thread-safe, bounded.
 */
final class RequestLimits {

  private static final int BURST_SECONDS = 5;
  private static final int MOST_KEYS = 20_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).build();

  private final int perSecond;
  private final InstantSource clock;

  private record Bucket(double left, long millis) {

    /** Refused requests do not make the wait longer. */
    Bucket minusOne() {
      return new Bucket(Math.max(left - 1, -1), millis);
    }
  }

  RequestLimits(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /**
   * Counts a request.
   *
   * @throws Refusal when there were too many
   */
  void count(String whose) {
    Bucket left = buckets.asMap().compute(whose, (key, before) -> filled(before).minusOne());
    if (left.left() < 0) {
      throw Refusal.tooMany(
          "more than %d requests a second: slow down, or raise console.requests"
              .formatted(perSecond),
          Duration.ofSeconds(1));
    }
  }

  private Bucket filled(Bucket before) {
    long now = clock.millis();
    double most = (double) perSecond * BURST_SECONDS;
    if (before == null) {
      return new Bucket(most, now);
    }
    double more = Math.max(0, now - before.millis()) * perSecond / 1_000.0;
    return new Bucket(Math.min(most, Math.max(0, before.left()) + more), now);
  }
}
