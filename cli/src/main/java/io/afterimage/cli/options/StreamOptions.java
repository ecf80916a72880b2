package io.afterimage.cli.options;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the stream works, apart from where Kafka is. Filled by picocli. */
public final class StreamOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties with any of the stream's options, such as batch.max=64.")
  private Optional<Path> config;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = {
        "Any option of the stream, such as -D batch.linger=5ms;",
        "  -D kafka.NAME=VALUE goes to Kafka's clients."
      })
  private Map<String, String> further;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "For metrics and health; 0 takes a free one. Otherwise 8080.")
  private Optional<String> httpPort;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that decode and infer. Otherwise one per processor.")
  private Optional<String> workers;

  @Option(
      names = "--batch-max",
      paramLabel = "N",
      description = "The most pictures that the model sees at once. Otherwise 32.")
  private Optional<String> batchMax;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "onnxruntime or mxnet. Otherwise onnxruntime.")
  private Optional<String> engine;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, gpu or gpu:N. Otherwise cpu.")
  private Optional<String> device;

  /** What the command line says, by option name. */
  public Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>(further == null ? Map.of() : further);
    httpPort.ifPresent(value -> flags.put("http.port", value));
    workers.ifPresent(value -> flags.put("workers", value));
    batchMax.ifPresent(value -> flags.put("batch.max", value));
    engine.ifPresent(value -> flags.put("engine", value));
    device.ifPresent(value -> flags.put("device", value));
    return flags;
  }

  /**
   * What the file says, by option name.
   *
   * @throws CommandFailure when it cannot be read
   */
  public Map<String, String> file() {
    return config.map(PropertiesFile::read).orElse(Map.of());
  }
}
