package io.afterimage.benchmarks.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a service in a process of its own says over its HTTP port. Thread-safe. */
public final class ServicePages {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Of the service at that port of this machine. */
  public ServicePages(int port) {
    this.port = port;
  }

  /** A port that nobody listens on now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a page is. */
  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /**
   * Reads a page.
   *
   * @throws UncheckedIOException when nobody answers
   */
  public HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The value of a meter without labels, or the sum over its labels that have that text. */
  public double meter(String name, String label) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /**
   * Waits until a page answers so.
   *
   * @param requireAlive fails when the process has ended
   */
  public void await(String path, String text, int status, Runnable requireAlive) {
    long end = System.nanoTime() + LIMIT.toNanos();
    String last = "nothing";
    while (System.nanoTime() < end) {
      requireAlive.run();
      try {
        HttpResponse<String> answer = get(path);
        last = answer.body();
        if (answer.statusCode() == status && last.contains(text)) {
          return;
        }
      } catch (UncheckedIOException e) {
        last = e.getMessage();
      }
      Load.last(LOOK);
    }
    throw new IllegalStateException(
        "the process did not come to say '%s' at %s, but: %s".formatted(text, path, last));
  }
}
