package io.afterimage.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * Runs commands as somebody at a terminal would, in a folder that looks like the root of the
 * repository to them.
 *
 * @param folder the working folder
 * @param bootstrap takes the place of {@code localhost:9092}
 */
record ExampleShell(Path folder, String bootstrap) {

  static final Duration LIMIT = Duration.ofMinutes(3);

  /** A build in a shell's background ignores Ctrl-C, and so would its children. */
  private static final List<String> CATCHING_CTRL_C = List.of("env", "--default-signal=INT");

  /** What a program said, both streams together. */
  record Result(int exitCode, String output) {}

  /** Runs one to its end. */
  Result run(String command) {
    try (Running running = start(command)) {
      return running.end();
    }
  }

  /** Runs one that must succeed, and returns what it said. */
  String require(String command) {
    Result result = run(command);
    assertThat(result.exitCode()).as("%s%n%s", command, result.output()).isZero();
    return result.output();
  }

  /** Starts one that goes on until it is stopped. */
  Running start(String command) {
    try {
      Path output = Files.createTempFile(folder, "output", ".log");
      // So that the signal reaches the program: a pipe needs the shell.
      String line = (command.contains("|") ? "" : "exec ") + command;
      ProcessBuilder builder =
          new ProcessBuilder(
                  "bash", "-c", "set -o pipefail; " + line.replace("localhost:9092", bootstrap))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.command().addAll(0, CATCHING_CTRL_C);
      builder.environment().put("AFTERIMAGE_BOOTSTRAP_SERVERS", bootstrap);
      builder.environment().put("PYTHONUNBUFFERED", "1"); // as at a terminal
      builder
          .environment()
          .merge(
              "PATH",
              folder.resolve("target/examples/python/bin").toString(),
              (path, python) -> python + File.pathSeparator + path);
      return new Running(command, builder.start(), output);
    } catch (IOException e) {
      throw new AssertionError(command, e);
    }
  }

  /** A program that runs; killed where it has not ended by itself. */
  record Running(String command, Process process, Path log) implements AutoCloseable {

    /** Waits until it has said enough. */
    void awaitOutput(Predicate<String> expected) {
      Awaitility.await(command)
          .atMost(LIMIT)
          .until(() -> expected.test(output()) || !process.isAlive());
      assertThat(expected.test(output())).as("%s said:%n%s", command, output()).isTrue();
    }

    /** Types a line. */
    void type(String line) throws IOException {
      process.outputWriter().append(line).append('\n').flush();
    }

    /** Presses Ctrl-C and waits for the end. */
    Result interrupt() throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      return end();
    }

    Result end() {
      try {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
            .as("%s does not end; it said:%n%s", command, output())
            .isTrue();
        return new Result(process.exitValue(), output());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }

    private String output() {
      try {
        return Files.readString(log);
      } catch (IOException e) {
        throw new AssertionError(command, e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
