package io.afterimage.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.config.Settings;
import io.javalin.Javalin;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a small real provider; its pages log in whoever comes. */
class OpenIdTest {

  private static final String CLIENT = "console-of-the-lab";

  private static MockOAuth2Server provider;
  private static Javalin server;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    provider = new MockOAuth2Server();
    provider.start();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Settings settings =
        new Settings(
            Map.of(
                "console.url",
                "http://127.0.0.1:" + port,
                "console.openid.issuer",
                provider.issuerUrl("lab").toString(),
                "console.openid.client.id",
                CLIENT,
                "console.openid.client.secret",
                "s3cret",
                "console.openid.role.claim",
                "realm_access.roles",
                "console.openid.labellers",
                "people, inspectors"));
    AccessConfig config = AccessConfig.from(settings, "someone");
    settings.finish();
    Access access = Access.of(config, InstantSource.system());
    server =
        Javalin.create(
            javalin -> {
              javalin.startup.showJavalinBanner = false;
              access.addTo(javalin.routes);
              javalin.routes.get(
                  "/api/look",
                  request -> request.result(Person.of(request).toString()),
                  Role.VIEWER);
            });
    server.start("127.0.0.1", port);
  }

  @AfterAll
  static void stop() {
    server.stop();
    provider.shutdown();
  }

  @Test
  void shouldLogInByTheProviderWithTheRoleOfAClaim() throws Exception {
    says("lena", List.of("inspectors", "other"));
    Surfer surfer = new Surfer();

    URI login = surfer.follow(address("/api/session/openid?to=/label%3Ftab=mine"));
    assertThat(login.getQuery())
        .contains("response_type=code", "code_challenge_method=S256", "client_id=" + CLIENT)
        .contains("nonce=", "state=");
    URI back = surfer.follow(login);
    URI to = surfer.follow(back);

    assertThat(to.getPath() + "?" + to.getQuery()).isEqualTo("/label?tab=mine");
    assertThat(surfer.get(address("/api/look")).body())
        .isEqualTo(new Person("lena", Role.LABELLER).toString());
    assertThat(surfer.follow(back).getQuery()).as("the code is used up").contains("fault=expired");
  }

  @Test
  void shouldRefuseWhoHasNoRole() throws Exception {
    says("eve", List.of("other"));
    Surfer surfer = new Surfer();

    URI to = surfer.follow(surfer.follow(surfer.follow(address("/api/session/openid"))));

    assertThat(to.getQuery()).isEqualTo("fault=role");
    assertThat(surfer.get(address("/api/look")).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldFinishALoginOnlyInTheBrowserThatBeganIt() throws Exception {
    Surfer eve = new Surfer();
    URI back = eve.follow(eve.follow(address("/api/session/openid")));
    Surfer victim = new Surfer();

    assertThat(victim.follow(back).getQuery()).isEqualTo("fault=expired");
    assertThat(victim.get(address("/api/look")).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldLeadNowhereElseAfterwards() throws Exception {
    says("olga", List.of("operator"));
    Surfer surfer = new Surfer();

    URI to =
        surfer.follow(
            surfer.follow(surfer.follow(address("/api/session/openid?to=//evil.example"))));

    assertThat(to).isEqualTo(address("/"));
  }

  private static void says(String name, List<String> roles) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            "lab",
            name,
            "JWT",
            List.of(CLIENT),
            Map.of("preferred_username", name, "realm_access", Map.of("roles", roles)),
            3600));
  }

  private static URI address(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static final class Surfer {
    private final HttpClient client =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();

    HttpResponse<String> get(URI address) throws Exception {
      return client.send(
          HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Where the answer leads. */
    URI follow(URI address) throws Exception {
      HttpResponse<String> answer = get(address);
      return address.resolve(
          answer
              .headers()
              .firstValue("Location")
              .orElseThrow(() -> new AssertionError(answer.body())));
    }
  }
}
