package io.afterimage.console.access;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who may see and do what: to be added before all other routes. Thread-safe. */
public final class Access implements RouteGroup {

  private final List<RouteGroup> groups;

  private Access(List<RouteGroup> groups) {
    this.groups = List.copyOf(groups);
  }

  /**
   * As configured.
   *
   * @throws InvalidConfigurationException when the users' file cannot be read
   */
  public static Access of(AccessConfig config, InstantSource clock) {
    boolean secure = config.isSecure();
    Sessions sessions = new Sessions(config.idle(), config.limit(), clock);
    SessionCookie cookie = new SessionCookie(secure);
    ClientAddress addresses = new ClientAddress(config.proxies(), config.address().isPresent());
    List<RouteGroup> groups = new ArrayList<>();
    Identities identities;
    if (config.login() instanceof LoginConfig.Users by) {
      UserFile users = users(by.file());
      identities =
          new SessionIdentities(
              sessions,
              cookie,
              session ->
                  session.user().equals(session.user().flatMap(user -> users.find(user.name()))),
              "password");
      groups.add(new PasswordRoutes(users, sessions, cookie, addresses, new LoginLimits(clock)));
    } else if (config.login() instanceof OpenIdConfig openId) {
      identities = new SessionIdentities(sessions, cookie, session -> true, "openid");
      groups.add(
          new OpenIdRoutes(openId, new OpenIdProvider(openId, clock), sessions, cookie, secure));
    } else {
      identities = new SamePerson(((LoginConfig.None) config.login()).person());
    }
    groups.add(
        0,
        new AccessGate(
            new AllowedHosts(names(config), !config.isLoopback()),
            new CrossSite(config.address()),
            identities,
            addresses,
            new RequestLimits(config.requests(), clock)));
    groups.add(new SessionRoutes(identities, sessions, cookie));
    return new Access(groups);
  }

  private static UserFile users(Path file) {
    try {
      return new UserFile(file);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          List.of("%s = '%s': %s".formatted(AccessConfig.USERS, file, e.getMessage())));
    }
  }

  @Override
  public void addTo(RoutesConfig routes) {
    groups.forEach(group -> group.addTo(routes));
  }

  private static Set<String> names(AccessConfig config) {
    Set<String> names = new HashSet<>(config.hosts());
    config.address().ifPresent(address -> names.add(address.getHost()));
    names.add(config.bind());
    return names;
  }
}
