package io.afterimage.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.config.Settings;
import io.afterimage.console.web.ConsoleServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static Path store;
  private static KeyStore keys;

  @BeforeAll
  static void makeKey() throws Exception {
    store = folder.resolve("console.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "console",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
  }

  @Test
  void shouldSpeakTlsWithAKeyStore() throws Exception {
    assertThat(
            loginPage(
                Map.of("console.tls.keystore", store.toString(), "console.tls.password", PASSWORD)))
        .isEqualTo("looks");
  }

  @Test
  void shouldSpeakTlsWithPemFiles() throws Exception {
    Path certificate =
        pem("console.crt", "CERTIFICATE", keys.getCertificate("console").getEncoded());
    Path key =
        pem(
            "console.key",
            "PRIVATE KEY",
            keys.getKey("console", PASSWORD.toCharArray()).getEncoded());

    assertThat(
            loginPage(
                Map.of(
                    "console.tls.certificate", certificate.toString(),
                    "console.tls.key", key.toString())))
        .isEqualTo("looks");
    assertThatThrownBy(
            () ->
                loginPage(
                    Map.of(
                        "console.tls.certificate", certificate.toString(),
                        "console.tls.key", certificate.toString())))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("console.tls.key = '" + certificate + "'")
        .hasMessageContaining("BEGIN PRIVATE KEY");
  }

  @Test
  void shouldNameAKeyStoreThatCannotBeRead() {
    assertThatThrownBy(
            () ->
                loginPage(
                    Map.of(
                        "console.tls.keystore", store.toString(), "console.tls.password", "wrong")))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("console.tls.keystore = '" + store + "'")
        .hasMessageNotContaining("wrong");
  }

  private static String loginPage(Map<String, String> tls) throws Exception {
    Settings settings = new Settings(new HashMap<>(tls));
    AccessConfig config = AccessConfig.from(settings, "someone");
    settings.finish();
    assertThat(config.isSecure()).isTrue();
    try (ConsoleServer server =
        ConsoleServer.start(
            "127.0.0.1",
            0,
            javalin -> Transport.configure(javalin, config, 0),
            List.of(
                Access.of(config, InstantSource.system()),
                routes ->
                    routes.get("/api/look", context -> context.result("looks"), Role.VIEWER)))) {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(trusting())
              .build()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("https://localhost:%d/api/look".formatted(server.port())))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return answer.body();
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("console", keys.getCertificate("console"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Path pem(String name, String kind, byte[] bytes) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind));
  }
}
