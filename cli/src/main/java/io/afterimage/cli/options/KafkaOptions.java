package io.afterimage.cli.options;

import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** How a command reaches Kafka. Filled by picocli. */
public final class KafkaOptions {

  /** Where {@code afterimage standalone} listens unless told otherwise. */
  public static final String DEFAULT_BOOTSTRAP = "localhost:9092";

  private static final String TOPIC_PREFIX = "topic.prefix";

  @Option(
      names = {"-b", "--bootstrap"},
      paramLabel = "HOST:PORT",
      description = {
        "Kafka's bootstrap servers, separated by commas.",
        "  Otherwise: AFTERIMAGE_BOOTSTRAP_SERVERS, then the file of --kafka-config, then "
            + DEFAULT_BOOTSTRAP
            + "."
      })
  private Optional<String> bootstrap;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "Prefix of every topic name. Default: AFTERIMAGE_TOPIC_PREFIX, then none.")
  private Optional<String> topicPrefix;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties for every Kafka client: TLS, SASL, timeouts.")
  private Optional<Path> kafkaConfig;

  /** Options for these values, where no command line gives them. */
  public static KafkaOptions to(String bootstrapServers, String prefix) {
    KafkaOptions options = new KafkaOptions();
    options.bootstrap = Optional.of(bootstrapServers);
    options.topicPrefix = Optional.of(prefix);
    options.kafkaConfig = Optional.empty();
    return options;
  }

  /** What the command line says, once more, each with a blank before it, for another command. */
  public String repeated() {
    return bootstrap.map(servers -> " --bootstrap " + ShellWord.of(servers)).orElse("")
        + topicPrefix
            .filter(prefix -> !prefix.isEmpty())
            .map(prefix -> " --topic-prefix " + ShellWord.of(prefix))
            .orElse("")
        + kafkaConfig.map(file -> " --kafka-config " + ShellWord.of(file)).orElse("");
  }

  /** Whether the command line says which servers. */
  public boolean namesServers() {
    return bootstrap.isPresent();
  }

  /** The same but for the servers. */
  public KafkaOptions at(String bootstrapServers) {
    KafkaOptions options = new KafkaOptions();
    options.bootstrap = Optional.of(bootstrapServers);
    options.topicPrefix = topicPrefix;
    options.kafkaConfig = kafkaConfig;
    return options;
  }

  /**
   * The properties of every client, and which topics are meant.
   *
   * @param environment the process's environment variables
   * @throws CommandFailure when the file cannot be read
   */
  public KafkaTarget target(Map<String, String> environment) {
    Map<String, String> fromEnvironment = EnvironmentOptions.from(environment);
    Map<String, String> properties =
        new HashMap<>(kafkaConfig.map(PropertiesFile::read).orElse(Map.of()));
    properties.putIfAbsent(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, DEFAULT_BOOTSTRAP);
    bootstrap
        .or(
            () ->
                Optional.ofNullable(
                    fromEnvironment.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)))
        .ifPresent(
            servers -> properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers));
    return new KafkaTarget(
        properties,
        new TopicNames(topicPrefix.orElse(fromEnvironment.getOrDefault(TOPIC_PREFIX, ""))));
  }

  /** What the command line says, as options of a service. */
  public Map<String, String> asServiceFlags() {
    Map<String, String> flags = new HashMap<>();
    bootstrap.ifPresent(
        servers -> flags.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers));
    topicPrefix.ifPresent(prefix -> flags.put(TOPIC_PREFIX, prefix));
    return flags;
  }

  /**
   * What the file of Kafka properties says, as options of a service.
   *
   * @throws CommandFailure when it cannot be read
   */
  public Map<String, String> asServiceFile() {
    Map<String, String> options = new HashMap<>();
    kafkaConfig
        .map(PropertiesFile::read)
        .orElse(Map.of())
        .forEach((name, value) -> options.put(serviceName(name), value));
    return options;
  }

  private static String serviceName(String property) {
    return property.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
        ? property
        : "kafka." + property;
  }
}
