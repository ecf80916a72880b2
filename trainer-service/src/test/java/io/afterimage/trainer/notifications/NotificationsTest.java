package io.afterimage.trainer.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.config.Settings;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.Notification;
import io.afterimage.trainer.notifications.Notifications.BackOff;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationsTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final BackOff SHORT = new BackOff(Duration.ofMillis(2), Duration.ofMillis(8));

  private final Receiver receiver = new Receiver();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NotificationMetrics metrics = new NotificationMetrics(registry);
  private final Log log = new Log();

  /** Records in memory, with what is remembered of them; three are handed over at once. */
  private static final class Log {

    private static final int AT_ONCE = 3;

    private final List<Notification> records = new CopyOnWriteArrayList<>();
    private final AtomicInteger handedOver = new AtomicInteger();
    private volatile int told;

    void add(Notification... notifications) {
      records.addAll(List.of(notifications));
    }

    Feed open() {
      return new Feed() {
        private int position = told;

        @Override
        public List<Entry> poll(Duration wait) {
          int end = Math.min(records.size(), position + AT_ONCE);
          List<Entry> entries =
              IntStream.range(position, end)
                  .mapToObj(i -> new Entry(0, i + 1, List.of(records.get(i))))
                  .toList();
          handedOver.addAndGet(entries.size());
          position = end;
          return entries;
        }

        @Override
        public void told(Entry entry) {
          told = Math.toIntExact(entry.next());
        }

        @Override
        public void close() {}
      };
    }
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private static Notification active(int version, Instant at) {
    return new Notification.VersionActive(
        "id-" + version,
        Optional.empty(),
        "v" + version,
        Optional.empty(),
        Optional.empty(),
        "version v%d is active".formatted(version),
        at);
  }

  private static Notification active(int version) {
    return active(version, Instant.now());
  }

  private Notifications start(Supplier<Feed> feeds, Map<String, String> further) {
    Map<String, String> options = new HashMap<>(further);
    options.put("notifications.url", receiver.url().toString());
    options.put("notifications.secret", Receiver.SECRET);
    NotificationConfig config = NotificationConfig.read(new Settings(options));
    NotificationConfig.Endpoint to = config.webhook().orElseThrow();
    InstantSource clock = InstantSource.system();
    Notifications notifications =
        new Notifications(
            config,
            new Webhook(to.url(), to.secret(), config.timeout(), clock),
            feeds,
            SHORT,
            metrics,
            clock);
    notifications.start();
    return notifications;
  }

  /** The receiver knows of a request before the sender has its answer, and notes that. */
  private void awaitTold(int count) {
    await().atMost(LIMIT).until(() -> log.told >= count);
  }

  private double count(String meter) {
    return registry.get(meter).counter().count();
  }

  @Test
  void shouldSendEachInOrderAndSigned() {
    List<Notification> all = List.of(active(1), active(2), active(3), active(4), active(5));
    log.add(all.toArray(Notification[]::new));
    try (Notifications notifications = start(log::open, Map.of())) {
      awaitTold(5);
      assertThat(notifications).isNotNull();
    }

    assertThat(receiver.taken()).isEqualTo(all);
    assertThat(receiver.requests())
        .allSatisfy(
            request -> {
              assertThat(request.signed()).isTrue();
              assertThat(request.headers())
                  .containsEntry("webhook-id", request.notification().id())
                  .containsEntry("content-type", "application/json");
            });
    assertThat(
            registry
                .get("afterimage.notifications.sent")
                .tag("type", Notification.VERSION_ACTIVE)
                .counter()
                .count())
        .isEqualTo(5);
  }

  @Test
  void shouldTryAgainUnderTheSameIdAndLeaveNothingOut() {
    receiver.answer(500, 429, 503);
    log.add(active(1), active(2));
    try (Notifications notifications = start(log::open, Map.of())) {
      awaitTold(2);
      assertThat(notifications).isNotNull();
    }

    assertThat(receiver.requests())
        .extracting(request -> request.headers().get("webhook-id"))
        .containsExactly("id-1", "id-1", "id-1", "id-1", "id-2");
    assertThat(count("afterimage.notifications.failed")).isEqualTo(3);
    assertThat(count("afterimage.notifications.dropped")).isZero();
  }

  @Test
  void shouldFollowNoRedirect() {
    receiver.answer(302);
    log.add(active(1));
    try (Notifications notifications = start(log::open, Map.of())) {
      awaitTold(1);
      assertThat(notifications).isNotNull();
    }

    assertThat(receiver.requests()).extracting(Receiver.Request::status).containsExactly(302, 204);
  }

  @Test
  void shouldGiveUpWhatIsTooOldAfterAnAttemptAndWhatIsNeverTaken() {
    receiver.answer(500, 400);
    Instant old = Instant.now().minus(Duration.ofHours(2));
    log.add(active(1, old), active(2), active(3, old), active(4));
    try (Notifications notifications = start(log::open, Map.of())) {
      awaitTold(4);
      assertThat(notifications).isNotNull();
    }

    assertThat(receiver.taken()).extracting(Notification::id).containsExactly("id-3", "id-4");
    assertThat(receiver.requests()).hasSize(4);
    assertThat(count("afterimage.notifications.dropped")).isEqualTo(2);
  }

  @Test
  void shouldSendOnlyTheTypesThatAreWanted() {
    log.add(
        active(1),
        new Notification.RolledBack(
            "back", Optional.empty(), "v1", Optional.empty(), "back", Instant.now()));
    try (Notifications notifications =
        start(log::open, Map.of("notifications.events", "rolled-back, run-ended"))) {
      awaitTold(2);
      assertThat(notifications).isNotNull();
    }

    assertThat(receiver.taken()).extracting(Notification::id).containsExactly("back");
    assertThat(log.told).isEqualTo(2);
  }

  @Test
  void shouldHoldFewWhileNobodyTakesThemAndGoOnAfterARestart() {
    receiver.answerAlways(503);
    IntStream.rangeClosed(1, 100).forEach(version -> log.add(active(version)));
    try (Notifications first = start(log::open, Map.of())) {
      await().atMost(LIMIT).until(() -> receiver.requests().size() > 5);
      assertThat(first).isNotNull();
    }
    assertThat(log.handedOver).hasValue(Log.AT_ONCE);
    assertThat(log.told).isZero();

    receiver.answerAlways(204);
    try (Notifications second = start(log::open, Map.of())) {
      awaitTold(100);
      assertThat(second).isNotNull();
    }
    assertThat(receiver.taken())
        .extracting(Notification::id)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 100).mapToObj(version -> "id-" + version).toList());
  }

  @Test
  void shouldComeBackWhenTheTopicsDo() {
    log.add(active(1));
    AtomicInteger opened = new AtomicInteger();
    Supplier<Feed> feeds =
        () -> {
          if (opened.incrementAndGet() < 3) {
            throw new StoreUnavailableException("no broker", new IllegalStateException());
          }
          return log.open();
        };
    try (Notifications notifications = start(feeds, Map.of())) {
      awaitTold(1);
      assertThat(notifications).isNotNull();
    }

    assertThat(opened).hasValue(3);
  }

  @Test
  void shouldLeaveAReceiverThatIsNotThere() {
    receiver.close();
    log.add(active(1, Instant.now().minus(Duration.ofHours(2))));
    try (Notifications notifications = start(log::open, Map.of())) {
      await().atMost(LIMIT).until(() -> log.told == 1);
      assertThat(notifications).isNotNull();
    }

    assertThat(count("afterimage.notifications.dropped")).isEqualTo(1);
  }

  @Test
  void shouldPauseLongerAfterEachFailureUpToAMost() {
    BackOff usual = BackOff.USUAL;

    assertThat(usual.pause(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(usual.pause(4)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    assertThat(usual.pause(1_000)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
  }
}
