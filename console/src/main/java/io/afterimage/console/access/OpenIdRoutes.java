package io.afterimage.console.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/session/openid} sends a browser to the provider, {@code /login/callback} takes it
 * back. A login is finished once, within ten minutes, by the browser that began it.
 */
final class OpenIdRoutes implements RouteGroup {

  private static final Logger log = LoggerFactory.getLogger(OpenIdRoutes.class);

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MOST_BEGUN = 10_000;
  private static final String COOKIE = "afterimage-login";

  private final OpenIdConfig config;
  private final OpenIdProvider provider;
  private final Sessions sessions;
  private final SessionCookie cookie;
  private final boolean secure;
  private final Cache<String, Begun> begun =
      Caffeine.newBuilder().maximumSize(MOST_BEGUN).expireAfterWrite(LIMIT).build();

  /** A login that the provider has not answered yet. */
  private record Begun(Nonce nonce, CodeVerifier verifier, String to) {}

  OpenIdRoutes(
      OpenIdConfig config,
      OpenIdProvider provider,
      Sessions sessions,
      SessionCookie cookie,
      boolean secure) {
    this.config = config;
    this.provider = provider;
    this.sessions = sessions;
    this.cookie = cookie;
    this.secure = secure;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/session/openid", this::begin, Role.ANYONE);
    routes.get(OpenIdConfig.CALLBACK, this::finish, Role.ANYONE);
  }

  private void begin(Context request) {
    Begun login = new Begun(new Nonce(), new CodeVerifier(), own(request.queryParam("to")));
    String state = Tokens.next();
    try {
      String to = provider.login(new State(state), login.nonce(), login.verifier()).toString();
      begun.put(state, login);
      // Lax: the provider's page sends the browser back.
      request.cookie(
          new Cookie(
              COOKIE, state, "/", (int) LIMIT.toSeconds(), secure, true, null, SameSite.LAX));
      request.redirect(to);
    } catch (IOException e) {
      log.atError().addKeyValue("fault", e.getMessage()).log("the provider of logins is away");
      fail(request, "provider");
    }
  }

  private void finish(Context request) {
    String state = request.queryParam("state");
    String code = request.queryParam("code");
    boolean sameBrowser = state != null && Tokens.same(state, request.cookie(COOKIE));
    Begun login = sameBrowser ? begun.asMap().remove(state) : null;
    request.removeCookie(COOKIE);
    if (login == null) {
      fail(request, "expired");
    } else if (code == null) {
      fail(request, "refused");
    } else {
      finish(request, login, code);
    }
  }

  private void finish(Context request, Begun login, String code) {
    try {
      Optional<Person> person =
          ClaimedPerson.of(provider.claims(code, login.nonce(), login.verifier()), config);
      if (person.isEmpty()) {
        fail(request, "role");
        return;
      }
      cookie.set(request, sessions.begin(person.get(), Optional.empty()));
      log.atInfo().addKeyValue("person", person.get().name()).log("logged in");
      request.redirect(login.to());
    } catch (OpenIdProvider.RefusedException e) {
      log.atWarn().addKeyValue("fault", e.getMessage()).log("a login failed");
      fail(request, "refused");
    } catch (IOException e) {
      log.atError().addKeyValue("fault", e.getMessage()).log("the provider of logins is away");
      fail(request, "provider");
    }
  }

  private static void fail(Context request, String fault) {
    request.redirect("/login?fault=" + fault);
  }

  /** Nobody is to be sent elsewhere by a link to the login. */
  private static String own(String address) {
    return address != null && address.matches("/(?![/\\\\])[\\x21-\\x7e]*") ? address : "/";
  }
}
