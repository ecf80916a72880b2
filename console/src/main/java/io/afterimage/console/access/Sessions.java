package io.afterimage.console.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who is logged in, in memory: a restart logs everybody out. A session ends after a time without a
 * request, after a time at all, or by {@link #end}. Thread-safe.
 */
final class Sessions {

  /** Far above the people of an installation; only logins make them. */
  private static final int MOST = 10_000;

  private final Cache<String, Session> byToken;
  private final Duration limit;
  private final InstantSource clock;

  /**
   * None at first.
   *
   * @param idle how long one lasts without a request
   * @param limit how long one lasts at most
   */
  Sessions(Duration idle, Duration limit, InstantSource clock) {
    this.limit = limit;
    this.clock = clock;
    byToken =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(idle)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /** Logs somebody in; returns the token that only the person's browser is to know. */
  String begin(Person person, Optional<User> user) {
    String token = Tokens.next();
    byToken.put(token, new Session(person, Tokens.next(), clock.instant(), user));
    return token;
  }

  /** The session of a token, which counts as a request. */
  Optional<Session> find(String token) {
    Session session = token == null ? null : byToken.getIfPresent(token);
    if (session != null && clock.instant().isAfter(session.begun().plus(limit))) {
      end(token);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  /** Logs out. Harmless when repeated. */
  void end(String token) {
    byToken.invalidate(token);
  }
}
