package io.afterimage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.basic.auth.user.info",
        "kafka.schema.registry.basic.auth.user.info",
        "kafka.consumer.sasl.jaas.config",
        "kafka.main.consumer.ssl.key.password",
        "kafka.producer.ssl.keystore.password",
        "kafka.admin.ssl.keystore.key",
        "kafka.streams.bearer.auth.token",
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        "kafka.sasl.oauthbearer.assertion.private.key.passphrase",
        "kafka.registry.api.key",
        "KAFKA.SASL.JAAS.CONFIG",
        "kafka.proxy.passwd",
        "notifications.secret",
        "notifications.url"
      })
  void shouldHideSecretsWhateverIsInFrontOfTheirName(String name) {
    assertThat(Secrets.masked(Map.of(name, "hidden")).values()).containsExactly(Secrets.MASK);
  }

  @Test
  void shouldShowWhatIsNoSecret() {
    Map<String, String> options =
        Map.of("kafka.sasl.mechanism", "PLAIN", "kafka.ssl.truststore.location", "/ca.pem");

    assertThat(Secrets.masked(options)).isEqualTo(options);
  }

  @Test
  void shouldHideUserAndPasswordWithinAnAddress() {
    assertThat(Secrets.masked("kafka.schema.registry.url", "https://me:hidden@host:8081/x"))
        .isEqualTo("https://********@host:8081/x");
  }

  @Test
  void shouldNotTellASecretInAProblem() {
    Settings settings = new Settings(Map.of("sasl.jaas.config", "password=hidden"));

    assertThatThrownBy(settings::finish)
        .hasMessageContaining("sasl.jaas.config")
        .hasMessageNotContaining("hidden");
  }
}
