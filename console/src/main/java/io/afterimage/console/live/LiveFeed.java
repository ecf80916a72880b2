package io.afterimage.console.live;

import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers twice a second what has come, on the channel {@code live}, and once a second how
 * things are, on the channel {@code status}; from its own thread until it is closed.
 */
public final class LiveFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final LiveView view;
  private final BiConsumer<String, Object> publisher;
  private final BackgroundThread thread =
      new BackgroundThread("console-live-feed", CLOSE_LIMIT, this::run, this::failed);

  private volatile boolean hasFailed;

  private LiveFeed(LiveView view, BiConsumer<String, Object> publisher) {
    this.view = view;
    this.publisher = publisher;
  }

  /**
   * An event of the channel {@code live}.
   *
   * @param came how many predictions came since the one before
   * @param shown some of them
   */
  record News(long came, List<LiveCard> shown) {}

  /**
   * Starts.
   *
   * @param publisher takes a channel and an event
   */
  public static LiveFeed start(LiveView view, BiConsumer<String, Object> publisher) {
    LiveFeed feed = new LiveFeed(view, publisher);
    feed.thread.start();
    return feed;
  }

  /** Why browsers are told nothing; empty while they are. */
  public List<String> faults() {
    return hasFailed
        ? List.of("live: browsers are no longer told what comes; start the console again")
        : List.of();
  }

  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    for (long turn = 0; !thread.isStopping(); turn++) {
      thread.pause(EVERY);
      tell(view, publisher, turn % 2 == 0);
    }
  }

  static void tell(LiveView view, BiConsumer<String, Object> publisher, boolean withStatus) {
    Sample.Drawn drawn = view.sample().draw();
    if (drawn.came() > 0 && view.isFilled()) {
      publisher.accept(
          "live",
          new News(
              drawn.came(),
              drawn.shown().stream().map(one -> LiveCard.of(one, view.labels())).toList()));
    }
    if (withStatus) {
      publisher.accept("status", view.status());
    }
  }

  private void failed(Throwable fault) {
    hasFailed = true;
    log.atError().setCause(fault).log("browsers are no longer told what comes");
  }
}
