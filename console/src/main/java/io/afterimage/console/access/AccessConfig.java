package io.afterimage.console.access;

import io.afterimage.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use the console, and from where.
 *
 * @param bind the address or name that the console listens on
 * @param hosts names under which it may be asked for, beside those of loopback
 * @param address that people use, where a proxy is in front; it decides about secure cookies
 * @param proxies addresses of proxies, whose {@code X-Forwarded-For} says who asks
 * @param tls with which certificate TLS is spoken; empty: plain HTTP
 * @param login how people become known
 * @param idle how long a login lasts without a request
 * @param limit how long a login lasts at most
 * @param requests how many a person may send in a second
 */
public record AccessConfig(
    String bind,
    Set<String> hosts,
    Optional<URI> address,
    Set<String> proxies,
    Optional<TlsConfig> tls,
    LoginConfig login,
    Duration idle,
    Duration limit,
    int requests) {

  static final String BIND = "http.host";
  static final String USERS = "console.users";

  private static final Duration LEAST = Duration.ofMinutes(1);

  /** Copies the names and addresses. */
  public AccessConfig {
    hosts = Set.copyOf(hosts);
    proxies = Set.copyOf(proxies);
  }

  /**
   * Reads {@code console.*} of this; a console that others reach without a login is a problem.
   *
   * @param user the person where there is no login and no {@code console.person}
   */
  public static AccessConfig from(Settings settings, String user) {
    String bind = settings.text(BIND, "127.0.0.1");
    Optional<String> users = settings.optional(USERS);
    String person = settings.text("console.person", user);
    Optional<URI> address = address(settings);
    Optional<OpenIdConfig> openId = OpenIdConfig.from(settings, address);
    LoginConfig login =
        users
            .<LoginConfig>map(file -> new LoginConfig.Users(Path.of(file)))
            .or(() -> openId)
            .orElseGet(() -> new LoginConfig.None(new Person(person, Role.OPERATOR)));
    if (users.isPresent() && openId.isPresent()) {
      settings
          .problems()
          .add(USERS, users.get(), "give either this or " + OpenIdConfig.ISSUER + ", not both");
    }
    AccessConfig config =
        new AccessConfig(
            bind,
            names(settings.text("console.hosts", "")),
            address,
            settings.read("console.proxies", "", "a list of IP addresses", AccessConfig::addresses),
            TlsConfig.from(settings),
            login,
            settings.duration("console.session.idle", Duration.ofHours(8), LEAST),
            settings.duration("console.session.limit", Duration.ofHours(24), LEAST),
            settings.integer("console.requests", 200, 1, 100_000));
    if (login instanceof LoginConfig.None && !config.isLoopback()) {
      settings
          .problems()
          .add(
              BIND,
              bind,
              "others could reach the console, so it needs a login: give "
                  + USERS
                  + " ('afterimage console users add NAME --role operator --file FILE' makes the"
                  + " file) or "
                  + OpenIdConfig.ISSUER
                  + ", or listen on 127.0.0.1");
    }
    return config;
  }

  /** Whether only this machine reaches it. */
  public boolean isLoopback() {
    return AllowedHosts.isLoopback(bind);
  }

  /** Whether people reach it over TLS. */
  public boolean isSecure() {
    return tls.isPresent() || address.filter(uri -> uri.getScheme().equals("https")).isPresent();
  }

  /** Whether what people send, passwords as well, can be read on its way from another machine. */
  public boolean isReadableOnItsWay() {
    return !isSecure() && !isLoopback();
  }

  /**
   * What to open in a browser, on this machine where no other is named.
   *
   * @param port that the console listens on
   */
  public URI page(int port) {
    String scheme = tls.isPresent() ? "https" : "http";
    return address
        .map(given -> given.resolve("/"))
        .orElseGet(() -> URI.create("%s://%s:%d/".formatted(scheme, pageHost(), port)));
  }

  private String pageHost() {
    if (bind.equals("0.0.0.0") || bind.equals("::") || bind.equals("127.0.0.1")) {
      return "localhost";
    }
    return bind.contains(":") ? "[" + bind.replaceAll("[\\[\\]]", "") + "]" : bind;
  }

  private static Optional<URI> address(Settings settings) {
    return settings.parsed(
        "console.url",
        Optional.empty(),
        "the address that people use, such as https://console.example",
        text -> {
          URI address = URI.create(text);
          if (address.getHost() == null || !text.matches("https?://[^/?#]+/?")) {
            throw new IllegalArgumentException(text);
          }
          return Optional.of(address);
        });
  }

  private static Set<String> addresses(String list) {
    Set<String> addresses = names(list);
    addresses.stream()
        .filter(text -> !ClientAddress.isAddress(text))
        .forEach(
            text -> {
              throw new IllegalArgumentException(text);
            });
    return addresses;
  }

  private static Set<String> names(String list) {
    Set<String> names = new HashSet<>();
    Arrays.stream(list.split(",")).map(String::strip).filter(n -> !n.isEmpty()).forEach(names::add);
    return names;
  }
}
