package io.afterimage.benchmarks.rig;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.broker.ServiceProcess.Program;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.console.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The console as it is deployed: a process of its own, with the heap that is promised. */
public final class ConsoleChild implements AutoCloseable {

  private static final int STOP_SECONDS = 60;
  private static final double MEBIBYTE = 1024 * 1024;

  private final ServiceProcess process;
  private final ServicePages pages;

  private ConsoleChild(ServiceProcess process, ServicePages pages) {
    this.process = process;
    this.pages = pages;
  }

  /**
   * Starts it; its output goes where this process's goes.
   *
   * @param heap of the virtual machine, such as {@code -Xmx256m}
   * @param further options other than the defaults
   */
  public static ConsoleChild start(
      Installation installation, String heap, Map<String, String> further) {
    int port = ServicePages.freePort();
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", installation.bootstrapServers());
    options.put("http.port", Integer.toString(port));
    options.putAll(further);
    return new ConsoleChild(
        new ServiceProcess(
                new Program(
                    List.of(),
                    List.of(heap),
                    Main.class,
                    EnvironmentOptions.variables(options),
                    Redirect.INHERIT))
            .start(),
        new ServicePages(port));
  }

  /** What it serves. */
  public ServicePages pages() {
    return pages;
  }

  /** Memory and processor time. */
  public ProcessFigures figures() {
    return ProcessFigures.of(process.pid());
  }

  /** Waits until pages are served. */
  public void awaitPages() {
    pages.await("/health/live", "", 200, this::requireAlive);
  }

  /** Waits until it has read what was there before. */
  public void awaitReady() {
    pages.await("/health/ready", "", 200, this::requireAlive);
  }

  /** MiB of the heap that are in use after everything unused was collected. */
  public double heapMiB() {
    run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), pid(), "GC.run");
    return pages.meter("jvm_memory_used_bytes", "area=\"heap\"") / MEBIBYTE;
  }

  /** Stops it where it is, as if it were not there, until {@link #resume}. */
  public void pause() {
    run("kill", "-STOP", pid());
  }

  /** Lets it go on. */
  public void resume() {
    run("kill", "-CONT", pid());
  }

  @Override
  public void close() {
    try (process) {
      resume();
      process.terminate(STOP_SECONDS);
    }
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the console's process ended with exit code " + process.awaitExit(0));
    }
  }

  private String pid() {
    return Long.toString(process.pid());
  }

  private static void run(String... command) {
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (!started.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || started.exitValue() != 0) {
        throw new IllegalStateException("%s failed".formatted(List.of(command)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
