package io.afterimage.streams.it;

import io.afterimage.streams.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service in a child process, to be killed and started again. Its output goes to a file. */
final class StreamProcess implements AutoCloseable {

  private final Map<String, String> options;
  private final Path log;
  private Process process;

  StreamProcess(Map<String, String> options, Path log) {
    this.options = Map.copyOf(options);
    this.log = log;
  }

  StreamProcess start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
    command.add(Main.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    options.forEach(
        (name, value) ->
            builder
                .environment()
                .put("AFTERIMAGE_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    await(20);
  }

  /** SIGTERM, and waits for the exit code. */
  int terminate(int seconds) {
    process.destroy();
    await(seconds);
    return process.exitValue();
  }

  int awaitExit(int seconds) {
    await(seconds);
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }

  private void await(int seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError(
            "process " + process.pid() + " still runs after " + seconds + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
