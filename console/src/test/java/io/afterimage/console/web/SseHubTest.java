package io.afterimage.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.console.access.LoopbackAccess;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SseHubTest {

  private final AtomicLong nanos = new AtomicLong();
  private final SseHub hub = new SseHub(nanos::get);
  private final ConsoleServer server =
      ConsoleServer.start(
          "127.0.0.1",
          0,
          transport -> {},
          List.of(new LoopbackAccess(new Person("ada", Role.VIEWER)), hub));

  @AfterEach
  void close() {
    hub.close();
    server.close();
  }

  @Test
  void shouldSendEventsOfTheChannelsThatAPageFollows() throws Exception {
    try (Socket page = follow("live,runs")) {
      hub.publish("status", Map.of("n", 1));
      hub.publish("runs", Map.of("text", "two\nlines"));
      hub.publish("live", Map.of("n", 2));

      BufferedReader lines = lines(page);
      assertThat(nextEvent(lines)).isEqualTo("event: runs\ndata: {\"text\":\"two\\nlines\"}");
      assertThat(nextEvent(lines)).isEqualTo("event: live\ndata: {\"n\":2}");
    }
  }

  @Test
  void shouldSendAtMostTwentyEventsASecondAndTheLastOneAlways() throws Exception {
    try (Socket page = follow("live")) {
      for (int millis = 0; millis < 1_000; millis++) {
        hub.publish("live", Map.of("n", millis));
        hub.flush();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
      }
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
      hub.flush();

      BufferedReader lines = lines(page);
      int events = 1;
      while (!nextEvent(lines).endsWith("{\"n\":999}")) {
        events++;
      }
      assertThat(events).isBetween(18, 21);
    }
  }

  @Test
  void shouldSendInTheOrderOfPublishingWhereThreadsRace() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    List<Integer> slow =
        new AbstractList<>() {
          @Override
          public Integer get(int index) {
            writing.countDown();
            assertThat(awaited(written)).isTrue();
            return 1;
          }

          @Override
          public int size() {
            return 1;
          }
        };
    try (Socket page = follow("live")) {
      Thread first = new Thread(() -> hub.publish("live", slow));
      Thread second = new Thread(() -> hub.publish("live", List.of(2)));
      first.start();
      assertThat(awaited(writing)).isTrue();
      second.start();
      await()
          .until(
              () ->
                  Set.of(Thread.State.BLOCKED, Thread.State.TERMINATED)
                      .contains(second.getState()));
      written.countDown();
      first.join();
      second.join();

      BufferedReader lines = lines(page);
      assertThat(nextEvent(lines)).isEqualTo("event: live\ndata: [1]");
      assertThat(nextEvent(lines)).isEqualTo("event: live\ndata: [2]");
    }
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(3, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldDropAClientThatNeverReads() throws Exception {
    String large = "x".repeat(100_000);
    try (Socket page = follow("live")) {
      assertThat(page.isConnected()).isTrue();
      for (int sent = 0; sent < 1_000; sent++) {
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        hub.publish("live", large);
      }

      assertThat(hub.waiting()).isZero();
    }
    await().untilAsserted(() -> assertThat(hub.clients()).isZero());
  }

  @Test
  void shouldSayThatItsThreadHasEnded() {
    AtomicLong asked = new AtomicLong();
    try (SseHub broken =
        new SseHub(
            () -> {
              if (asked.incrementAndGet() > 2) {
                throw new OutOfMemoryError("Java heap space");
              }
              return 0;
            })) {
      broken.start();
      await().untilAsserted(() -> assertThat(broken.faults()).hasSize(1));
    }
    assertThat(hub.faults()).isEmpty();
  }

  @Test
  void shouldForgetAPageThatIsClosed() throws Exception {
    follow("live").close();

    await()
        .untilAsserted(
            () -> {
              nanos.addAndGet(Duration.ofMillis(100).toNanos());
              hub.publish("live", Map.of());
              assertThat(hub.clients()).isZero();
            });
  }

  @Test
  void shouldAskForTheNextStreamWellBeforeItEndsOne() throws Exception {
    try (Socket page = follow("live")) {
      BufferedReader lines = lines(page);
      assertThat(lines.readLine()).startsWith("HTTP/1.1 200");
      nanos.addAndGet(Duration.ofMinutes(5).toNanos());
      hub.publish("live", 1);
      assertThat(nextEvent(lines)).isEqualTo("event: live\ndata: 1");
      assertThat(nextEvent(lines)).isEqualTo("event: renew\ndata: {}");

      nanos.addAndGet(Duration.ofSeconds(20).toNanos());
      hub.publish("live", 2);
      assertThat(nextEvent(lines)).as("still told").isEqualTo("event: live\ndata: 2");

      nanos.addAndGet(Duration.ofSeconds(20).toNanos());
      hub.publish("live", 3);
      await().untilAsserted(() -> assertThat(hub.clients()).isZero());
    }
  }

  @Test
  void shouldLeavePlacesForOthersThanOnePerson() throws Exception {
    List<Socket> pages = new ArrayList<>();
    for (int page = 1; page <= 10; page++) {
      pages.add(open("live"));
      int open = page;
      await().untilAsserted(() -> assertThat(hub.clients()).isEqualTo(open));
    }

    try (Socket refused = open("live")) {
      assertThat(lines(refused).readLine()).contains(" 429 ");
    }
    for (Socket page : pages) {
      page.close();
    }
    await()
        .untilAsserted(
            () -> {
              nanos.addAndGet(Duration.ofMillis(100).toNanos());
              hub.publish("live", Map.of());
              assertThat(hub.clients()).isZero();
            });
    follow("live").close();
  }

  private Socket follow(String channels) throws IOException {
    Socket socket = open(channels);
    await().untilAsserted(() -> assertThat(hub.clients()).isEqualTo(1));
    return socket;
  }

  private Socket open(String channels) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket
        .getOutputStream()
        .write(
            ("GET /api/events?channels=" + channels + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static BufferedReader lines(Socket page) throws IOException {
    return new BufferedReader(new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String nextEvent(BufferedReader lines) throws IOException {
    String name = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) {
        name = line;
      } else if (line.startsWith("data: ")) {
        return name + "\n" + line;
      }
    }
    throw new IOException("the stream ended");
  }
}
