package io.afterimage.console.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Slows down who tries passwords: after five failures of an address, or thirty for a name, each
 * further one doubles the wait, up to a quarter of an hour for an address, a minute for a name. One
 * address does not fail thirty times before it waits longer than that, so it alone cannot keep the
 * owner of a name out. An hour without a failure, or a login, clears it. Thread-safe, bounded.
 */
final class LoginLimits {

  private static final int FREE_FOR_ADDRESS = 5;
  private static final int FREE_FOR_NAME = 30;
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
   * @param address of who tries; empty where it would be everybody's, and only names are counted
   * @throws Refusal with the time to wait when none is allowed now
   */
  void begin(Optional<String> address, String name) {
    Duration ofAddress =
        address
            .map(from -> wait(ofAddress(from), FREE_FOR_ADDRESS, LONGEST_FOR_ADDRESS))
            .orElse(Duration.ZERO);
    Duration ofName = wait(ofName(name), FREE_FOR_NAME, LONGEST_FOR_NAME);
    Duration wait = ofAddress.compareTo(ofName) > 0 ? ofAddress : ofName;
    if (!wait.isZero()) {
      throw Refusal.tooMany(
          "too many failed logins: try again in %d s".formatted(wait.plusMillis(999).toSeconds()),
          wait);
    }
    address.ifPresent(from -> add(ofAddress(from), 1));
    add(ofName(name), 1);
  }

  /** The try was right. Whoever knows one password gets no more tries at others' by it. */
  void succeeded(Optional<String> address, String name) {
    address.ifPresent(from -> add(ofAddress(from), -1));
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

  private Duration wait(String key, int free, Duration longest) {
    Failures known = failures.getIfPresent(key);
    if (known == null || known.count() < free) {
      return Duration.ZERO;
    }
    Duration whole = Duration.ofSeconds(1L << Math.min(known.count() - free, LARGEST_SHIFT));
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
