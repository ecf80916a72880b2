package io.afterimage.trainer.notifications;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.Notification;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.BackgroundThread;
import io.afterimage.trainer.notifications.Webhook.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a webhook what happens, one thing after the other on its own thread, until it is closed.
 * What waits is in Kafka, so memory is bounded, and a successor goes on where this ends. A
 * notification that is not taken is tried again, at growing intervals, until it is too old. Nothing
 * else depends on this: whatever fails here is logged and counted.
 */
public final class Notifications implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Notifications.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final NotificationConfig config;
  private final Webhook webhook;
  private final Supplier<Feed> feeds;
  private final BackOff backOff;
  private final NotificationMetrics metrics;
  private final InstantSource clock;
  private final BackgroundThread thread;
  private Optional<String> outage = Optional.empty();

  /**
   * Between two attempts.
   *
   * @param first after the first one; each further one is twice as long
   * @param most the longest
   */
  record BackOff(Duration first, Duration most) {

    private static final int MOST_DOUBLINGS = 16;

    static final BackOff USUAL = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** That length, by up to a half shorter, so that several senders do not come at once. */
    Duration pause(int failures) {
      long longest =
          Math.min(most.toMillis(), first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
      return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
  }

  Notifications(
      NotificationConfig config,
      Webhook webhook,
      Supplier<Feed> feeds,
      BackOff backOff,
      NotificationMetrics metrics,
      InstantSource clock) {
    this.config = config;
    this.webhook = webhook;
    this.feeds = feeds;
    this.backOff = backOff;
    this.metrics = metrics;
    this.clock = clock;
    this.thread =
        new BackgroundThread(
            "trainer-notifications",
            CLOSE_LIMIT,
            this::run,
            fault ->
                log.atError().setCause(fault).log("the webhook is told nothing until a restart"));
  }

  /**
   * Starts, where a webhook is configured.
   *
   * @param topics what is read
   * @param group whose offsets say what was told
   * @param limit how long the brokers may let one answer wait
   */
  public static Optional<Notifications> start(
      NotificationConfig config,
      KafkaClients clients,
      TopicNames topics,
      String group,
      Duration limit,
      NotificationMetrics metrics,
      InstantSource clock) {
    return config
        .webhook()
        .map(
            to -> {
              Notifications notifications =
                  new Notifications(
                      config,
                      new Webhook(to.url(), to.secret(), config.timeout(), clock),
                      () -> new TopicFeed(clients, topics, group, limit),
                      BackOff.USUAL,
                      metrics,
                      clock);
              notifications.start();
              return notifications;
            });
  }

  void start() {
    thread.start();
  }

  /** Tells it to end, and does not wait for that. */
  public void stop() {
    thread.stop();
  }

  /** Ends within seconds; what was not told yet is told by the next one. */
  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    while (!thread.isStopping()) {
      try (Feed feed = feeds.get()) {
        follow(feed);
      } catch (InterruptException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (StoreUnavailableException e) {
        log.atWarn()
            .addKeyValue("fault", e.getMessage())
            .log("the webhook is told nothing for now");
        thread.pause(backOff.most());
      }
    }
  }

  private void follow(Feed feed) {
    while (!thread.isStopping()) {
      List<Feed.Entry> entries = feed.poll(POLL);
      for (int i = 0; i < entries.size(); i++) {
        Feed.Entry entry = entries.get(i);
        for (Notification notification : entry.notifications()) {
          if (config.types().contains(notification.type()) && !deliver(notification)) {
            return;
          }
        }
        boolean isLast = i == entries.size() - 1;
        if (isLast || !entry.notifications().isEmpty()) {
          feed.told(entry);
        }
      }
    }
  }

  /** Whether that is settled; not where this is to end before. */
  private boolean deliver(Notification notification) {
    Instant tooOld = notification.at().plus(config.retryFor());
    for (int failures = 1; !thread.isStopping(); failures++) {
      Answer answer = webhook.post(notification, thread::isStopping);
      if (answer.fault().isEmpty()) {
        metrics.sent(notification);
        recovered();
        return true;
      }
      if (thread.isStopping()) {
        return false;
      }
      metrics.failed();
      boolean givenUp = answer.isFinal() || clock.instant().isAfter(tooOld);
      warn(notification, answer.fault().get(), givenUp);
      if (givenUp) {
        metrics.dropped();
        return true;
      }
      thread.pause(backOff.pause(failures));
    }
    return false;
  }

  private void warn(Notification notification, String fault, boolean givenUp) {
    if (givenUp || !outage.equals(Optional.of(fault))) {
      log.atWarn()
          .addKeyValue("host", webhook.host())
          .addKeyValue("type", notification.type())
          .addKeyValue("id", notification.id())
          .addKeyValue("fault", fault)
          .log(
              givenUp
                  ? "gave a notification up that the webhook does not take"
                  : "the webhook does not take a notification, retrying");
    }
    outage = Optional.of(fault);
  }

  private void recovered() {
    if (outage.isPresent()) {
      outage = Optional.empty();
      log.atWarn().addKeyValue("host", webhook.host()).log("the webhook takes notifications again");
    }
  }
}
