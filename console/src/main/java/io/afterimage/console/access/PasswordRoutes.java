package io.afterimage.console.access;

import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/session/login}: logging in by name and password. */
final class PasswordRoutes implements RouteGroup {

  private static final Logger log = LoggerFactory.getLogger(PasswordRoutes.class);

  private static final int LONGEST_NAME = 64;

  /**
   * Who wants to log in.
   *
   * @param name as in the users' file
   * @param password as it was typed in
   */
  record Credentials(String name, String password) {

    @Override
    public String toString() {
      return "Credentials[%s]".formatted(name);
    }
  }

  private final UserFile users;
  private final Sessions sessions;
  private final SessionCookie cookie;
  private final ClientAddress addresses;
  private final LoginLimits limits;

  PasswordRoutes(
      UserFile users,
      Sessions sessions,
      SessionCookie cookie,
      ClientAddress addresses,
      LoginLimits limits) {
    this.users = users;
    this.sessions = sessions;
    this.cookie = cookie;
    this.addresses = addresses;
    this.limits = limits;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/api/session/login", this::login, Role.ANYONE);
  }

  private void login(Context request) {
    Credentials given = Json.read(request, Credentials.class);
    if (given.name() == null || given.password() == null || given.name().length() > LONGEST_NAME) {
      throw Refusal.malformed("give name and password");
    }
    Optional<String> address = addresses.of(request);
    limits.begin(address, given.name());
    Optional<User> user = users.find(given.name());
    if (!PasswordHashes.matches(given.password(), user.map(User::hash))) {
      log.atWarn().addKeyValue("address", address.orElseGet(request::ip)).log("a login failed");
      throw Refusal.unauthenticated("name or password is wrong");
    }
    limits.succeeded(address, given.name());
    String former = cookie.of(request);
    if (former != null) {
      sessions.end(former);
    }
    cookie.set(request, sessions.begin(user.orElseThrow().person(), user));
    log.atInfo().addKeyValue("person", given.name()).log("logged in");
    request.status(204);
  }
}
