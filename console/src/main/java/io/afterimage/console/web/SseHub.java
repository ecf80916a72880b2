package io.afterimage.console.web;

import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.service.BackgroundThread;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.TooManyRequestsResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live events for browsers: {@code GET /api/events?channels=live,runs} is a stream of server-sent
 * events, each named after its channel, its data one line of JSON.
 *
 * <p>A channel carries at most 20 events a second. Of what is published faster, the latest is kept
 * and follows as soon as the limit allows, so that a reader always learns of the last one: a
 * channel says what is, it is not a log. A client that does not read is dropped once its bounded
 * queue is full. A stream ends after some minutes, so that the browser asks again, and is let in
 * again or not; an event {@code renew} comes well before that, so that a page can open the next one
 * meanwhile and misses nothing. Thread-safe; {@link #publish} never waits for a browser.
 */
public final class SseHub implements RouteGroup, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SseHub.class);

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration RENEWED_AFTER = Duration.ofMinutes(5);
  private static final Duration LONGEST = RENEWED_AFTER.plusSeconds(30);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** Each holds one of the server's threads. */
  private static final int MOST_CLIENTS = 100;

  /** Of them, those of one person: more than a browser opens, which has six connections at most. */
  private static final int MOST_OF_ONE = 10;

  private static final byte[] RETRY = bytes("retry: 2000\n\n");
  private static final byte[] ALIVE = bytes(":\n\n");
  private static final byte[] RENEW = bytes("event: renew\ndata: {}\n\n");

  private final Map<String, EventChannel> channels = new ConcurrentHashMap<>();
  private final Set<EventQueue> clients = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MOST_CLIENTS);
  private final Map<String, Integer> byPerson = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final BackgroundThread ticker =
      new BackgroundThread("console-events", CLOSE_LIMIT, this::tick, this::failed);

  private volatile boolean hasFailed;

  /** A hub whose own thread runs until it is closed. */
  public SseHub() {
    this(System::nanoTime);
    start();
  }

  /** A hub whose {@link #flush} the caller calls. */
  SseHub(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Starts the thread that flushes. */
  void start() {
    ticker.start();
  }

  /**
   * Sends an event to all who follow a channel, now or, where the channel is too fast, the latest
   * one soon. Costs next to nothing where nobody follows.
   *
   * @param channel a name in lower case
   * @param event is written as {@link EventJson} writes
   */
  public void publish(String channel, Object event) {
    long now = nanoTime.getAsLong();
    channels
        .computeIfAbsent(channel, name -> new EventChannel(now))
        .offer(event, now, ready -> send(channel, ready));
  }

  /** Why browsers are told too little; empty while they are told everything. */
  public List<String> faults() {
    return hasFailed
        ? List.of("live events: what waited for a channel's limit stays; start the console again")
        : List.of();
  }

  /** How many streams are open. */
  public int clients() {
    return clients.size();
  }

  /** How many events browsers have still to read. */
  int waiting() {
    return clients.stream().mapToInt(EventQueue::size).sum();
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/events", this::stream, Role.VIEWER);
  }

  @Override
  public void close() {
    ticker.close();
    clients.forEach(EventQueue::end);
  }

  /** Sends what waited for its channel's limit. */
  void flush() {
    long now = nanoTime.getAsLong();
    channels.forEach((name, channel) -> channel.handDue(now, event -> send(name, event)));
  }

  private void tick() {
    while (!ticker.isStopping()) {
      flush();
      ticker.pause(TICK);
    }
  }

  private void send(String channel, Object event) {
    if (clients.stream().noneMatch(client -> client.follows(channel))) {
      return;
    }
    byte[] frame =
        bytes(
            "event: %s\ndata: %s\n\n"
                .formatted(channel, new String(EventJson.write(event), StandardCharsets.UTF_8)));
    for (EventQueue client : clients) {
      if (client.follows(channel)) {
        client.offer(frame);
      }
    }
  }

  private void stream(Context context) {
    String wanted = context.queryParam("channels");
    EventQueue queue = new EventQueue(wanted == null ? "" : wanted);
    String person = Person.of(context).name();
    enter(person);
    clients.add(queue);
    try {
      context.contentType("text/event-stream").header(Header.CACHE_CONTROL, "no-store");
      // Proxies such as nginx would collect events otherwise.
      context.header("X-Accel-Buffering", "no");
      write(queue, context.res().getOutputStream());
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a browser left");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(queue);
      leave(person);
    }
  }

  private void enter(String person) {
    if (!places.tryAcquire()) {
      throw new ServiceUnavailableResponse(
          "%d pages follow this console already: close some".formatted(MOST_CLIENTS));
    }
    if (byPerson.merge(person, 1, Integer::sum) > MOST_OF_ONE) {
      leave(person);
      throw new TooManyRequestsResponse(
          "%d pages of %s follow this console already: close some".formatted(MOST_OF_ONE, person));
    }
  }

  private void leave(String person) {
    byPerson.computeIfPresent(person, (name, open) -> open == 1 ? null : open - 1);
    places.release();
  }

  private void write(EventQueue queue, OutputStream out) throws IOException, InterruptedException {
    long start = nanoTime.getAsLong();
    out.write(RETRY);
    out.flush();
    boolean isToRenew = true;
    while (!queue.hasEnded() && nanoTime.getAsLong() - start < LONGEST.toNanos()) {
      byte[] frame = queue.next(HEARTBEAT);
      out.write(frame.length == 0 ? ALIVE : frame);
      if (isToRenew && nanoTime.getAsLong() - start >= RENEWED_AFTER.toNanos()) {
        out.write(RENEW);
        isToRenew = false;
      }
      out.flush();
    }
  }

  private void failed(Throwable fault) {
    hasFailed = true;
    log.atError().setCause(fault).log("live events stopped");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
