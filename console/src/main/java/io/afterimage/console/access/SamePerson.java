package io.afterimage.console.access;

import io.javalin.http.Context;
import java.util.Optional;

/**
 * Without a login: whoever asks is one person, unless a proxy says that it asks for somebody else,
 * who then need not be on this machine.
 */
final class SamePerson implements Identities {

  private final Known known;

  SamePerson(Person person) {
    known = new Known(person, Tokens.next());
  }

  @Override
  public Optional<Known> of(Context request) {
    if (request.header("X-Forwarded-For") != null || request.header("Forwarded") != null) {
      throw Refusal.forbidden(
          "the request came through a proxy, and this console has no login: give it %s"
              .formatted(AccessConfig.USERS));
    }
    return Optional.of(known);
  }

  @Override
  public String login() {
    return "none";
  }

  @Override
  public boolean hasLogin() {
    return false;
  }
}
