package io.afterimage.console.access;

import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before every handler: sets the headers of every answer, refuses wrong hosts, other sites'
 * pages and too many requests, and lets to a route only who has its role. A route that names no
 * role is for operators; where nobody logs in, one outside {@code /api/} guards itself. What
 * programs watch ({@link RequestPath#isWatched}) is for anyone.
 */
final class AccessGate implements RouteGroup {

  static final String CSRF_HEADER = "X-Afterimage-Csrf";

  private final AllowedHosts hosts;
  private final CrossSite crossSite;
  private final Identities identities;
  private final ClientAddress addresses;
  private final RequestLimits limits;

  AccessGate(
      AllowedHosts hosts,
      CrossSite crossSite,
      Identities identities,
      ClientAddress addresses,
      RequestLimits limits) {
    this.hosts = hosts;
    this.crossSite = crossSite;
    this.identities = identities;
    this.addresses = addresses;
    this.limits = limits;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.exception(Refusal.class, Refusal::answer);
    routes.before(this::admit);
    routes.beforeMatched(this::authorise);
  }

  private void admit(Context request) {
    SecurityHeaders.addTo(request);
    if (!hosts.allows(request.header("Host"))) {
      throw Refusal.forbidden(
          "the console is not called so: ask for localhost, or name the host in console.hosts");
    }
    crossSite.check(request);
  }

  private void authorise(Context request) {
    Optional<Identities.Known> known = identities.of(request);
    limits.count(
        known
            .map(k -> "person " + k.person().name())
            .orElseGet(() -> "address " + addresses.of(request).orElse(request.ip())));
    known.ifPresent(k -> k.person().rememberIn(request));
    Role least = least(request);
    if (least == Role.ANYONE) {
      return;
    }
    Identities.Known person =
        known.orElseThrow(() -> Refusal.unauthenticated("log in first: nobody is logged in"));
    if (!person.person().role().includes(least)) {
      throw Refusal.forbidden(
          "this needs the role %s, and yours is %s"
              .formatted(word(least), word(person.person().role())));
    }
    if (!RequestPath.isReading(request)
        && !Tokens.same(person.csrfToken(), request.header(CSRF_HEADER))) {
      throw Refusal.forbidden(
          "the header %s is missing or not this login's: reload the page".formatted(CSRF_HEADER));
    }
  }

  private Role least(Context request) {
    Set<RouteRole> named = request.routeRoles();
    return named.stream()
        .filter(Role.class::isInstance)
        .map(Role.class::cast)
        .min(Role::compareTo)
        .orElse(isGuarded(request) ? Role.OPERATOR : Role.ANYONE);
  }

  private boolean isGuarded(Context request) {
    return RequestPath.isApi(request) || (identities.hasLogin() && !RequestPath.isWatched(request));
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
