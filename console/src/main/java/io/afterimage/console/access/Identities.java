package io.afterimage.console.access;

import io.javalin.http.Context;
import java.util.Optional;

/** Tells who sends a request. Thread-safe. */
interface Identities {

  /**
   * Somebody known.
   *
   * @param person who
   * @param csrfToken what a request of theirs that changes something carries
   */
  record Known(Person person, String csrfToken) {}

  /** Who it is; empty when nobody is logged in. */
  Optional<Known> of(Context request);

  /** How to log in: {@code none}, {@code password} or {@code openid}. */
  String login();

  /** Whether people log in at all. */
  default boolean hasLogin() {
    return true;
  }
}
