package io.afterimage.trainer.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.Settings;
import io.afterimage.schemas.events.Notification;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationConfigTest {

  private static NotificationConfig read(Map<String, String> options) {
    Settings settings = new Settings(options);
    NotificationConfig config = NotificationConfig.read(settings);
    settings.finish();
    return config;
  }

  @Test
  void shouldTellNobodyUnlessToldWhom() {
    assertThat(read(Map.of()).webhook()).isEmpty();
  }

  @Test
  void shouldReadWhatItIsTold() {
    NotificationConfig config =
        read(
            Map.of(
                "notifications.url", "https://hooks.example/a?b=c",
                "notifications.secret", Receiver.SECRET,
                "notifications.events", "rolled-back,drift",
                "notifications.retry.for", "1d"));

    assertThat(config.webhook().orElseThrow().url())
        .isEqualTo(URI.create("https://hooks.example/a?b=c"));
    assertThat(config.types()).containsExactlyInAnyOrder("rolled-back", "drift");
    assertThat(config.retryFor()).isEqualTo(Duration.ofDays(1));
    assertThat(read(Map.of()).types()).containsExactlyInAnyOrderElementsOf(Notification.TYPES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hooks.example/secret-path",
        "ftp://hooks.example/secret-path",
        "https:///secret-path",
        "https://me:hidden@hooks.example/secret-path",
        "https://hooks.example/secret-path#part"
      })
  void shouldRefuseWhatIsNoAddressWithoutRepeatingIt(String url) {
    assertThatThrownBy(
            () -> read(Map.of("notifications.url", url, "notifications.secret", Receiver.SECRET)))
        .hasMessageContaining("notifications.url")
        .hasMessageNotContaining("secret-path");
  }

  @Test
  void shouldRefuseToSendUnsigned() {
    assertThatThrownBy(() -> read(Map.of("notifications.url", "https://hooks.example/")))
        .hasMessageContaining("notifications.secret is missing")
        .hasMessageContaining("openssl rand");
  }

  @Test
  void shouldRefuseTypesThatThereAreNot() {
    assertThatThrownBy(() -> read(Map.of("notifications.events", "rolled-back,roll-back")))
        .hasMessageContaining("notifications.events")
        .hasMessageContaining("version-active");
  }
}
