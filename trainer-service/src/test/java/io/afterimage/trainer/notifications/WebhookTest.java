package io.afterimage.trainer.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Notification;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Test
  void shouldAwaitTheAnswerThatIsOnItsWayWhenNothingMoreIsToBeSent() {
    Notification notification =
        new Notification.RolledBack(
            "n-1", Optional.empty(), "v1", Optional.empty(), "worse", Instant.now());
    try (Receiver receiver = new Receiver()) {
      Webhook webhook =
          new Webhook(
              receiver.url(),
              WebhookSecret.parse(Receiver.SECRET),
              TIMEOUT,
              InstantSource.system());

      assertThat(webhook.post(notification, () -> true).fault()).isEmpty();
      assertThat(receiver.taken()).containsExactly(notification);
    }
  }
}
