package io.afterimage.console.access;

import io.afterimage.config.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logging in by a provider of OpenID Connect, with the authorization code flow and PKCE.
 *
 * @param issuer the provider's, whose {@code /.well-known/openid-configuration} says the rest
 * @param clientId as the provider knows the console
 * @param clientSecret empty for a public client
 * @param scope what is asked for
 * @param nameClaim the claim that has the name to be recorded
 * @param roleClaim the claim that has roles or groups; a dot leads into an object
 * @param roles the values of that claim that make somebody of a role
 * @param redirect where the provider sends the browser back to
 */
public record OpenIdConfig(
    URI issuer,
    String clientId,
    Optional<String> clientSecret,
    List<String> scope,
    String nameClaim,
    String roleClaim,
    Map<Role, List<String>> roles,
    URI redirect)
    implements LoginConfig {

  /** The path below the console's address that a provider sends browsers back to. */
  static final String CALLBACK = "/login/callback";

  static final String ISSUER = "console.openid.issuer";

  /** Copies the collections. */
  public OpenIdConfig {
    scope = List.copyOf(scope);
    roles = Map.copyOf(roles);
  }

  /**
   * Reads {@code console.openid.*}; empty without an issuer.
   *
   * @param address that people use, which the provider must know
   */
  static Optional<OpenIdConfig> from(Settings settings, Optional<URI> address) {
    Optional<URI> issuer = settings.parsed(ISSUER, Optional.empty(), "a URL", OpenIdConfig::url);
    String client = settings.text("console.openid.client.id", "afterimage-console");
    Optional<String> secret = settings.optional("console.openid.client.secret");
    String scope = settings.text("console.openid.scope", "openid profile email");
    String name = settings.text("console.openid.name.claim", "preferred_username");
    String role = settings.text("console.openid.role.claim", "roles");
    Map<Role, List<String>> roles = new EnumMap<>(Role.class);
    roles.put(Role.VIEWER, list(settings.text("console.openid.viewers", "viewer")));
    roles.put(Role.LABELLER, list(settings.text("console.openid.labellers", "labeller")));
    roles.put(Role.OPERATOR, list(settings.text("console.openid.operators", "operator")));
    if (issuer.isPresent() && address.isEmpty()) {
      settings
          .problems()
          .missing("console.url", "with %s, the address to come back to".formatted(ISSUER));
    }
    return issuer.flatMap(
        of ->
            address.map(
                own ->
                    new OpenIdConfig(
                        of,
                        client,
                        secret,
                        List.of(scope.split("\\s+")),
                        name,
                        role,
                        roles,
                        own.resolve(CALLBACK))));
  }

  @Override
  public String toString() {
    return "OpenIdConfig[%s, %s]".formatted(issuer, clientId);
  }

  private static Optional<URI> url(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null || !text.matches("https?://.+")) {
      throw new IllegalArgumentException(text);
    }
    return Optional.of(url);
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }
}
