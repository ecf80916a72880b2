package io.afterimage.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A service in a child Java process made from this process's class path, so that it can be killed
 * and started again beside its broker. Not thread-safe.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final int END_SECONDS = 120;

  private final Program program;
  private Optional<Process> process = Optional.empty();

  /**
   * What runs, and how.
   *
   * @param before what the command line begins with, such as {@code nice -n 10}; often nothing
   * @param jvm options such as {@code -Xmx512m}
   * @param main the class with the main method; it gets no arguments
   * @param environment further variables
   * @param output where the child's output goes, errors included
   */
  public record Program(
      List<String> before,
      List<String> jvm,
      Class<?> main,
      Map<String, String> environment,
      Redirect output) {

    /** Copies the collections. */
    public Program {
      before = List.copyOf(before);
      jvm = List.copyOf(jvm);
      environment = Map.copyOf(environment);
    }

    /** A small heap, the quick compiler, and the output at the end of a file. */
    public static Program small(Class<?> main, Map<String, String> environment, Path log) {
      return new Program(
          List.of(),
          List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
          main,
          environment,
          Redirect.appendTo(log.toFile()));
    }
  }

  /** Starts nothing yet. */
  public ServiceProcess(Program program) {
    this.program = program;
  }

  /** Starts it, again where it has ended; whether it gets ready is for the caller to see. */
  public ServiceProcess start() {
    if (isAlive()) {
      throw new IllegalStateException("process %d runs already".formatted(pid()));
    }
    process = Optional.of(launch(program));
    return this;
  }

  /** The child's process id. */
  public long pid() {
    return started().pid();
  }

  /** Whether the child is running. */
  public boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  /** Ends the child at once (SIGKILL), and waits until it is gone. */
  public void kill() {
    started().destroyForcibly();
    awaitExit(END_SECONDS);
  }

  /** Asks the child to end (SIGTERM), and waits for its exit code. */
  public int terminate(int seconds) {
    started().destroy();
    return awaitExit(seconds);
  }

  /**
   * Waits for the child's end and returns its exit code.
   *
   * @throws IllegalStateException when it still runs after that time
   */
  public int awaitExit(int seconds) {
    try {
      if (!started().waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%s, process %d, still runs after %d s"
                .formatted(program.main().getName(), pid(), seconds));
      }
      return started().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process to end", e);
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  private Process started() {
    return process.orElseThrow(
        () -> new IllegalStateException(program.main().getName() + " was not started"));
  }

  private static Process launch(Program program) {
    ProcessBuilder builder =
        command(program.before(), program.jvm(), program.main(), List.of())
            .redirectOutput(program.output());
    builder.environment().putAll(program.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + builder.command(), e);
    }
  }

  /** A Java process of the same class path, which goes by the environment: it may be long. */
  static ProcessBuilder command(
      List<String> before, List<String> jvm, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-Djava.awt.headless=true");
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }
}
