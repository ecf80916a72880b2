package io.afterimage.console.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Slows down who tries passwords: after five failures of an address or for a name, each further one
 * doubles the wait. That of a name ends after a minute, so that nobody can keep its owner out; that
 * of an address after a quarter of an hour. An hour without a failure, or a login, clears it.
 * Thread-safe, bounded.
 */
final class LoginLimits {

  private static final int FREE = 5;
  private static final int MOST_KEYS = 20_000;
  private static final int LARGEST_SHIFT = 20;
  private static final Duration LONGEST_FOR_NAME = Duration.ofMinutes(1);
  private static final Duration LONGEST_FOR_ADDRESS = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private final Cache<String, Failures> failures;
  private final InstantSource clock;

  private record Failures(int count, Instant last) {}

  LoginLimits(InstantSource clock) {
    this.clock = clock;
    failures =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterWrite(FORGOTTEN)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /**
   * Counts a try as failed until {@link #succeeded} says otherwise, so that many at once count too.
   *
   * @throws Refusal with the time to wait when none is allowed now
   */
  void begin(String address, String name) {
    Duration ofAddress = wait(ofAddress(address), LONGEST_FOR_ADDRESS);
    Duration ofName = wait(ofName(name), LONGEST_FOR_NAME);
    Duration wait = ofAddress.compareTo(ofName) > 0 ? ofAddress : ofName;
    if (!wait.isZero()) {
      throw Refusal.tooMany(
          "too many failed logins: try again in %d s".formatted(wait.plusMillis(999).toSeconds()),
          wait);
    }
    add(ofAddress(address), 1);
    add(ofName(name), 1);
  }

  /** The try was right. Whoever knows one password gets no more tries at others' by it. */
  void succeeded(String address, String name) {
    add(ofAddress(address), -1);
    failures.invalidate(ofName(name));
  }

  private void add(String key, int tries) {
    failures
        .asMap()
        .merge(
            key,
            new Failures(Math.max(0, tries), clock.instant()),
            (before, now) -> new Failures(before.count() + tries, now.last()));
  }

  private Duration wait(String key, Duration longest) {
    Failures known = failures.getIfPresent(key);
    if (known == null || known.count() < FREE) {
      return Duration.ZERO;
    }
    Duration whole = Duration.ofSeconds(1L << Math.min(known.count() - FREE, LARGEST_SHIFT));
    Instant end = known.last().plus(whole.compareTo(longest) > 0 ? longest : whole);
    Duration left = Duration.between(clock.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static String ofAddress(String address) {
    return "address " + address;
  }

  private static String ofName(String name) {
    return "name " + name;
  }
}
