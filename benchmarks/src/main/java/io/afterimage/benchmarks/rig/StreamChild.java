package io.afterimage.benchmarks.rig;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.broker.ServiceProcess.Program;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.stream.Main;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;

/** The service as it is deployed: a process of its own, asked over its HTTP port. */
public final class StreamChild implements AutoCloseable {

  private static final int STOP_SECONDS = 60;

  private final ServiceProcess process;
  private final ServicePages pages;

  private StreamChild(ServiceProcess process, ServicePages pages) {
    this.process = process;
    this.pages = pages;
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
    int port = ServicePages.freePort();
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
        new ServicePages(port));
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
    pages.await("/health/ready", "\"modelVersion\":\"" + version + "\"", 200, this::requireAlive);
  }

  /** Waits until it answers that it has no model yet. */
  public void awaitWaitingForModel() {
    pages.await("/health/ready", "no model yet", 503, this::requireAlive);
  }

  /** The value of a meter without labels, or the sum over its labels. */
  public double meter(String name) {
    return pages.meter(name, "");
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
}
