package io.afterimage.console.access;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Predicate;

/** People with a session, as long as what their login was by still holds. */
final class SessionIdentities implements Identities {

  private final Sessions sessions;
  private final SessionCookie cookie;
  private final Predicate<Session> holds;
  private final String login;

  /**
   * Those of some sessions.
   *
   * @param holds whether the person is still known in the same role
   * @param login how to log in
   */
  SessionIdentities(
      Sessions sessions, SessionCookie cookie, Predicate<Session> holds, String login) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.holds = holds;
    this.login = login;
  }

  @Override
  public Optional<Known> of(Context request) {
    String token = cookie.of(request);
    Optional<Session> session = sessions.find(token);
    if (session.isPresent() && !holds.test(session.get())) {
      sessions.end(token);
      return Optional.empty();
    }
    return session.map(found -> new Known(found.person(), found.csrfToken()));
  }

  @Override
  public String login() {
    return login;
  }
}
