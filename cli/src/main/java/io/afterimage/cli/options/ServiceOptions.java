package io.afterimage.cli.options;

import io.afterimage.client.CommandFailure;
import io.afterimage.config.EnvironmentOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Any option of a service, from a file and from the command line. Filled by picocli. */
public final class ServiceOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with any of the options that docs/ lists.")
  private Optional<Path> config;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = {
        "Any of these options, such as -D batch.linger=5ms;",
        "  -D kafka.NAME=VALUE goes to Kafka's clients."
      })
  private Map<String, String> further;

  /**
   * The options of a service as the layers give them.
   *
   * @param kafka where Kafka is; its file is the weakest layer
   * @param environment the process's environment variables
   * @param flags what other options of the command line say, by option name
   * @throws CommandFailure when a file cannot be read
   */
  public Map<String, String> merged(
      KafkaOptions kafka, Map<String, String> environment, Map<String, String> flags) {
    Map<String, String> file = new HashMap<>();
    file.put("bootstrap.servers", KafkaOptions.DEFAULT_BOOTSTRAP);
    file.putAll(kafka.asServiceFile());
    Map<String, String> all = new HashMap<>(flags);
    all.putAll(kafka.asServiceFlags());
    return merged(file, environment, all);
  }

  /**
   * The same without options for Kafka's address.
   *
   * @throws CommandFailure when a file cannot be read
   */
  public Map<String, String> merged(Map<String, String> environment, Map<String, String> flags) {
    return merged(Map.of(), environment, flags);
  }

  private Map<String, String> merged(
      Map<String, String> weakest, Map<String, String> environment, Map<String, String> flags) {
    Map<String, String> file = new HashMap<>(weakest);
    file.putAll(config.map(PropertiesFile::read).orElse(Map.of()));
    Map<String, String> strongest = new HashMap<>(further == null ? Map.of() : further);
    strongest.putAll(flags);
    return new OptionLayers(file, EnvironmentOptions.from(environment), strongest).merged();
  }
}
