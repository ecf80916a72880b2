package io.afterimage.benchmarks.rig;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.broker.ServiceProcess.Program;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.stream.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service as it is deployed: a process of its own, asked over its HTTP port. */
public final class StreamChild implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final int STOP_SECONDS = 60;

  private final ServiceProcess process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private StreamChild(ServiceProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it; its output goes where this process's goes. */
  public static StreamChild start(
      Installation installation, String application, String instance, Map<String, String> further) {
    return start(installation, application, instance, further, List.of(), List.of("-Xmx512m"));
  }

  /**
   * Starts it in a way of its own.
   *
   * @param before what the command line begins with
   * @param jvm options of the virtual machine
   */
  public static StreamChild start(
      Installation installation,
      String application,
      String instance,
      Map<String, String> further,
      List<String> before,
      List<String> jvm) {
    int port = freePort();
    return new StreamChild(
        new ServiceProcess(
                new Program(
                    before,
                    jvm,
                    Main.class,
                    EnvironmentOptions.variables(
                        installation.options(application, instance, port, further)),
                    Redirect.INHERIT))
            .start(),
        port);
  }

  /** Memory and processor time. */
  public ProcessFigures figures() {
    return ProcessFigures.of(process.pid());
  }

  /**
   * Fails when it has ended.
   *
   * @throws IllegalStateException with its exit code
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the stream's process ended with exit code " + process.awaitExit(0));
    }
  }

  /** Waits until it serves that version. */
  public void awaitVersion(String version) {
    awaitPage("/health/ready", "\"modelVersion\":\"" + version + "\"", 200);
  }

  /** Waits until it answers that it has no model yet. */
  public void awaitWaitingForModel() {
    awaitPage("/health/ready", "no model yet", 503);
  }

  /** The value of a meter without labels, or the sum over its labels. */
  public double meter(String name) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Ends it at once, as a machine that fails would. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    try (process) {
      process.terminate(STOP_SECONDS);
    }
  }

  private void awaitPage(String path, String text, int status) {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    String last = "nothing";
    while (System.nanoTime() < end) {
      requireAlive();
      try {
        HttpResponse<String> answer = get(path);
        last = answer.body();
        if (answer.statusCode() == status && last.contains(text)) {
          return;
        }
      } catch (UncheckedIOException e) {
        last = e.getMessage();
      }
      pause();
    }
    throw new IllegalStateException(
        "the stream's process did not come to say '%s', but: %s".formatted(text, last));
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
