package io.afterimage.benchmarks.rig;

import io.afterimage.service.BackgroundThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads a service's metrics at an interval, as Prometheus does, on a thread of its own. */
public final class Scraper implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final Duration interval;
  private final BackgroundThread thread =
      new BackgroundThread("scraper", LIMIT, this::scrape, this::failed);
  private volatile Throwable failure;

  /** Of the service at that port; begins with {@link #start}. */
  public Scraper(int port, Duration interval) {
    this.request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    this.interval = interval;
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /**
   * Ends the thread.
   *
   * @throws IllegalStateException when a page could not be read
   */
  @Override
  public void close() {
    thread.close();
    if (failure != null) {
      throw new IllegalStateException("the metrics could not be read", failure);
    }
  }

  private void scrape() {
    try {
      do {
        HttpResponse<String> page = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (page.statusCode() != 200 || !page.body().contains("afterimage_")) {
          throw new IllegalStateException("status %d".formatted(page.statusCode()));
        }
        thread.pause(interval);
      } while (!thread.isStopping());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void failed(Throwable fault) {
    failure = fault;
  }
}
