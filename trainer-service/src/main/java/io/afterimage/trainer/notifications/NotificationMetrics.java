package io.afterimage.trainer.notifications;

import io.afterimage.schemas.events.Notification;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the webhook is told, under {@code afterimage_notifications_…}. Thread-safe. */
public final class NotificationMetrics {

  private final Map<String, Counter> sent;
  private final Counter failed;
  private final Counter dropped;

  /** Registers the meters. */
  public NotificationMetrics(MeterRegistry registry) {
    sent =
        Notification.TYPES.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    type ->
                        Counter.builder("afterimage.notifications.sent")
                            .description("Notifications that the webhook took: is anybody told?")
                            .tag("type", type)
                            .register(registry)));
    failed =
        Counter.builder("afterimage.notifications.failed")
            .description("Requests to the webhook that it did not take: is it there?")
            .register(registry);
    dropped =
        Counter.builder("afterimage.notifications.dropped")
            .description("Notifications that were given up: what was nobody told of?")
            .register(registry);
  }

  void sent(Notification notification) {
    sent.get(notification.type()).increment();
  }

  void failed() {
    failed.increment();
  }

  void dropped() {
    dropped.increment();
  }
}
