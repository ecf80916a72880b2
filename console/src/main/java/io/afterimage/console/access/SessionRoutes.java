package io.afterimage.console.access;

import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;

/** {@code /api/session}: who is logged in, and logging out. */
final class SessionRoutes implements RouteGroup {

  /**
   * Who asks.
   *
   * @param login how to log in: {@code none}, {@code password}, {@code openid}
   * @param name of who is logged in
   * @param role of who is logged in
   * @param csrf what requests that change something carry in {@link AccessGate#CSRF_HEADER}
   */
  record Answer(
      String login, Optional<String> name, Optional<String> role, Optional<String> csrf) {}

  private final Identities identities;
  private final Sessions sessions;
  private final SessionCookie cookie;

  SessionRoutes(Identities identities, Sessions sessions, SessionCookie cookie) {
    this.identities = identities;
    this.sessions = sessions;
    this.cookie = cookie;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/session", this::who, Role.ANYONE);
    routes.post("/api/session/logout", this::logout, Role.VIEWER);
  }

  private void who(Context request) {
    Optional<Identities.Known> known = identities.of(request);
    Json.answer(
        request,
        new Answer(
            identities.login(),
            known.map(k -> k.person().name()),
            known.map(k -> k.person().role().name().toLowerCase(Locale.ROOT)),
            known.map(Identities.Known::csrfToken)));
  }

  private void logout(Context request) {
    String token = cookie.of(request);
    if (token != null) {
      sessions.end(token);
      cookie.remove(request);
    }
    request.status(204);
  }
}
