package io.afterimage.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.afterimage.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a provider that fails where a test says so. */
class OpenIdProviderTest {

  private static final String METADATA = "/.well-known/openid-configuration";

  private static RSAKey key;

  private final TestClock clock = new TestClock();
  private final Nonce nonce = new Nonce();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> away = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String issuer;
  private OpenIdProvider provider;

  @BeforeAll
  static void makeKey() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k").generate();
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    Settings settings =
        new Settings(
            Map.of("console.url", "http://127.0.0.1:8090", "console.openid.issuer", issuer));
    AccessConfig config = AccessConfig.from(settings, "someone");
    settings.finish();
    provider = new OpenIdProvider((OpenIdConfig) config.login(), clock);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldKeepItsKeysForFurtherLogins() throws Exception {
    assertThat(claims()).containsEntry("sub", "lena");
    assertThat(claims()).containsEntry("sub", "lena");

    assertThat(asked).containsExactly(METADATA, "/token", "/keys", "/token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/keys", "/token"})
  void shouldNotTakeAProviderThatIsAwayForARefusal(String path) throws Exception {
    away.add(path);
    assertThatThrownBy(this::claims)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(issuer + path);

    away.clear();
    assertThat(claims()).containsEntry("sub", "lena");
  }

  @Test
  void shouldNotAskAProviderThatIsAwayAgainAtOnce() throws Exception {
    away.add(METADATA);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::login).isInstanceOf(IOException.class).hasMessageContaining(issuer);
    }
    assertThat(asked).containsExactly(METADATA);

    away.clear();
    clock.move(Duration.ofSeconds(10));
    login();
    assertThat(asked).containsExactly(METADATA, METADATA);
  }

  private void login() throws IOException {
    assertThat(provider.login(new State(), nonce, new CodeVerifier()).toString())
        .startsWith(issuer + "/authorize?");
  }

  private Map<String, Object> claims() throws Exception {
    return provider.claims("code", nonce, new CodeVerifier());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    exchange.getRequestBody().readAllBytes();
    byte[] body = body(path).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(away.contains(path) ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String body(String path) {
    return switch (path) {
      case METADATA ->
          """
          {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
           "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
           "response_types_supported": ["code"], "subject_types_supported": ["public"],
           "id_token_signing_alg_values_supported": ["RS256"]}
          """
              .formatted(issuer);
      case "/keys" -> new JWKSet(key.toPublicJWK()).toString();
      case "/token" ->
          """
          {"access_token": "a", "token_type": "Bearer", "id_token": "%s"}
          """
              .formatted(idToken());
      default -> "{}";
    };
  }

  private String idToken() {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
              new JWTClaimsSet.Builder()
                  .issuer(issuer)
                  .subject("lena")
                  .audience("afterimage-console")
                  .claim("nonce", nonce.getValue())
                  .issueTime(Date.from(Instant.now()))
                  .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                  .build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
