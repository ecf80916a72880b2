package io.afterimage.benchmarks.rig;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.service.BackgroundThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Does with a console what a browser does that shows the live page: follows events, and asks for
 * the status and the health of learning now and then. On two threads of its own. Thread-safe.
 */
public final class OpenPage implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final List<String> ASKED =
      List.of("/api/status", "/api/learning", "/api/learning/versions");
  private static final String EVENTS = "/api/events?channels=learning,live,status";

  private final ServicePages pages;
  private final BackgroundThread follower =
      new BackgroundThread("page-events", LIMIT, this::follow, this::failed);
  private final BackgroundThread asker =
      new BackgroundThread("page-reads", LIMIT, this::ask, this::failed);
  private volatile Throwable failure;
  private volatile InputStream stream;
  private Received received = new Received(0, 0, 0);

  /**
   * What came over the stream of events so far.
   *
   * @param events of the channel of the live page
   * @param images that they show
   * @param bytes of all channels
   */
  public record Received(long events, long images, long bytes) {

    /** What came after an earlier look. */
    public Received since(Received before) {
      return new Received(events - before.events, images - before.images, bytes - before.bytes);
    }
  }

  /** Opens it. */
  public OpenPage(ServicePages pages) {
    this.pages = pages;
    follower.start();
    asker.start();
  }

  /**
   * What came so far.
   *
   * @throws IllegalStateException when the page was cut off
   */
  public synchronized Received received() {
    if (failure != null) {
      throw new IllegalStateException("the console could not be followed", failure);
    }
    return received;
  }

  @Override
  public void close() {
    asker.close();
    follower.stop();
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    follower.close();
  }

  /** The console ends a stream after some minutes, for browsers to ask again. */
  private void follow() {
    while (!follower.isStopping()) {
      followOnce();
    }
  }

  private void followOnce() {
    try (InputStream body =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(pages.address(EVENTS)).build(),
                    BodyHandlers.ofInputStream())
                .body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      stream = body;
      String channel = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          channel = line.substring("event: ".length());
        }
        take(channel, line);
      }
    } catch (IOException e) {
      if (!follower.isStopping()) {
        throw new UncheckedIOException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      follower.stop();
    }
  }

  private synchronized void take(String channel, String line) throws IOException {
    long events = received.events();
    long images = received.images();
    if (channel.equals("live") && line.startsWith("data: ")) {
      JsonNode news = EventJson.mapper().readTree(line.substring("data: ".length()));
      events++;
      images += news.path("shown").size();
    }
    received = new Received(events, images, received.bytes() + line.length() + 1);
  }

  private void ask() {
    while (!asker.isStopping()) {
      ASKED.forEach(pages::get);
      asker.pause(EVERY);
    }
  }

  private void failed(Throwable fault) {
    failure = fault;
  }
}
