package io.afterimage.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A broker in a child Java process made from this process's class path, so that it can be killed
 * and started again. The child stops when this process ends, however it ends. Not thread-safe,
 * except that {@link #kill()} may come from any thread.
 */
public final class BrokerProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  /** The broker alone needs about 100 MiB; the rest is for images of 20 MB on their way. */
  private static final String HEAP = "-Xmx256m";

  /** Optimising compilation would take the cores from what the broker is there for. */
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  private final EmbeddedBrokerConfig config;
  private final String bootstrapServers;
  private volatile Process process;

  private BrokerProcess(EmbeddedBrokerConfig config, String bootstrapServers, Process process) {
    this.config = config;
    this.bootstrapServers = bootstrapServers;
    this.process = process;
  }

  /**
   * Starts a broker on that folder and a free port.
   *
   * @throws BrokerStartException with what the child said, when it does not get ready
   */
  public static BrokerProcess start(Path folder) {
    return start(EmbeddedBrokerConfig.at(folder));
  }

  /**
   * Starts a broker and returns when it serves clients.
   *
   * @throws BrokerStartException with what the child said, when it does not get ready
   */
  public static BrokerProcess start(EmbeddedBrokerConfig config) {
    Process child = launch(config);
    String bootstrapServers = awaitReady(child);
    int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
    return new BrokerProcess(config.withPort(port), bootstrapServers, child);
  }

  /** {@code 127.0.0.1:port}; the same after a restart. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Whether the child is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The child's process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends the child at once, as a power cut would (SIGKILL), and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Stops the child cleanly (SIGTERM) and waits; after 20 seconds it is killed. */
  public void stop() {
    process.destroy();
    if (!endedWithin(STOP_LIMIT)) {
      kill();
    }
  }

  /**
   * Starts the broker again on the same folder and port; stops it first where it still runs.
   *
   * @throws BrokerStartException with what the child said, when it does not get ready
   */
  public void restart() {
    stop();
    process = launch(config);
    awaitReady(process);
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends the child's standard input, as the end of this process would. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits for the child's end and returns its exit code. */
  int awaitExit() {
    awaitEnd();
    return process.exitValue();
  }

  private static Process launch(EmbeddedBrokerConfig config) {
    List<String> arguments = new ArrayList<>();
    arguments.add(config.folder().toAbsolutePath().toString());
    arguments.add(Integer.toString(config.port()));
    arguments.add(Main.STOP_AT_END_OF_INPUT);
    config.properties().forEach((name, value) -> arguments.add(name + "=" + value));
    ProcessBuilder builder =
        ServiceProcess.command(
            List.of(), List.of(HEAP, "-XX:+UseSerialGC", QUICK_COMPILER), Main.class, arguments);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BrokerStartException("cannot start a child Java process: " + builder.command(), e);
    }
  }

  private static String awaitReady(Process child) {
    ChildOutput output = ChildOutput.follow(child);
    try {
      return output.awaitReady(START_LIMIT);
    } catch (BrokerStartException e) {
      child.destroyForcibly();
      throw e;
    }
  }

  private boolean endedWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitEnd() {
    if (!endedWithin(END_LIMIT) && !Thread.currentThread().isInterrupted()) {
      throw new UncheckedIOException(
          new IOException("broker process %d is still there after SIGKILL".formatted(pid())));
    }
  }
}
