package io.afterimage.cli.options;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the stream works, apart from where Kafka is. Filled by picocli. */
public final class StreamOptions {

  @Mixin private ServiceOptions service;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of metrics and health; 0 picks a free one. Default: 8080.")
  private Optional<String> httpPort;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that decode and infer. Default: one per processor.")
  private Optional<String> workers;

  @Option(
      names = "--batch-max",
      paramLabel = "N",
      description = "Largest batch. Default: 8, on a GPU 32.")
  private Optional<String> batchMax;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "onnxruntime or mxnet. Default: onnxruntime.")
  private Optional<String> engine;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, gpu or gpu:N. Default: cpu.")
  private Optional<String> device;

  /** Any option, from a file and from the command line. */
  public ServiceOptions service() {
    return service;
  }

  /** What the options here say, by option name. */
  public Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>();
    httpPort.ifPresent(value -> flags.put("http.port", value));
    workers.ifPresent(value -> flags.put("workers", value));
    batchMax.ifPresent(value -> flags.put("batch.max", value));
    engine.ifPresent(value -> flags.put("engine", value));
    device.ifPresent(value -> flags.put("device", value));
    return flags;
  }
}
