package io.afterimage.cli.dashboards;

import io.afterimage.cli.operations.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real Prometheus in a process of its own, with this project's rules. */
final class PrometheusProcess implements AutoCloseable {

  private static final Path RULES = Path.of("../infra/prometheus").toAbsolutePath().normalize();

  private final Process process;
  private final Prometheus prometheus;

  private PrometheusProcess(Process process, Prometheus prometheus) {
    this.process = process;
    this.prometheus = prometheus;
  }

  /**
   * Starts one that watches a stream and a trainer on this machine, whether or not they run yet.
   *
   * @param folder for its data
   * @param port where it listens
   */
  static PrometheusProcess start(Tool tool, Path folder, int port, int stream, int trainer)
      throws IOException {
    Path config =
        Files.writeString(
            Files.createDirectories(folder).resolve("prometheus.yml"),
            """
            global: { scrape_interval: 2s, evaluation_interval: 2s }
            rule_files: ["%s/*.rules.yml"]
            scrape_configs:
              - { job_name: afterimage-stream, static_configs: [{ targets: ["127.0.0.1:%d"] }] }
              - { job_name: afterimage-trainer, static_configs: [{ targets: ["127.0.0.1:%d"] }] }
            """
                .formatted(RULES, stream, trainer));
    String address = "127.0.0.1:" + port;
    Process process =
        new ProcessBuilder(
                List.of(
                    tool.program().toString(),
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=" + address))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new PrometheusProcess(process, new Prometheus(URI.create("http://" + address)));
  }

  /** How it is asked. */
  Prometheus prometheus() {
    return prometheus;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
