package io.afterimage.stream.config;

import io.afterimage.config.Settings;
import io.afterimage.kafka.clients.ClientRole;
import io.afterimage.kafka.clients.ClientSettings;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.registry.store.StoreConfig;
import io.afterimage.service.ServiceConfig;
import io.afterimage.stream.feedback.FeedbackConfig;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The configuration of one instance of the stream.
 *
 * @param kafka which Kafka
 * @param instance who it is, and how it starts and ends
 * @param processing how it polls, publishes and commits
 * @param serving how images become answers
 * @param feedback whether and how long labels are joined with predictions
 * @param models where versions come from
 * @param service what it shows of itself
 */
public record StreamConfig(
    KafkaConfig kafka,
    InstanceConfig instance,
    ProcessingConfig processing,
    ServingConfig serving,
    FeedbackConfig feedback,
    StoreConfig models,
    ServiceConfig service) {

  private static final int HTTP_PORT = 8080;

  /**
   * Reads the options, with their defaults.
   *
   * @throws io.afterimage.config.InvalidConfigurationException with every problem at once
   */
  public static StreamConfig from(Map<String, String> options) {
    return read(new Settings(options));
  }

  /**
   * What holds where these options are given: every option with its value, given or by default.
   *
   * @throws io.afterimage.config.InvalidConfigurationException as {@link #from}
   */
  public static Map<String, String> effective(Map<String, String> options) {
    Settings settings = new Settings(options);
    read(settings);
    return settings.effective();
  }

  private static StreamConfig read(Settings settings) {
    KafkaConfig kafka = KafkaConfig.from(settings);
    StreamConfig config =
        new StreamConfig(
            kafka,
            InstanceConfig.from(settings, kafka),
            ProcessingConfig.from(settings),
            ServingConfig.from(settings),
            FeedbackConfig.from(settings),
            StoreConfig.from(settings),
            ServiceConfig.from(settings, HTTP_PORT));
    requireProtocol(kafka.properties(), settings);
    settings.finish();
    return config;
  }

  /** Kafka Streams says so as well, but only once there is a model. */
  private static void requireProtocol(Map<String, String> kafka, Settings settings) {
    Map<String, Object> streams = ClientRole.streams(kafka);
    boolean newProtocol =
        streams
            .getOrDefault(StreamsConfig.GROUP_PROTOCOL_CONFIG, StreamsConfig.DEFAULT_GROUP_PROTOCOL)
            .toString()
            .equalsIgnoreCase("streams");
    if (newProtocol) {
      kafka.keySet().stream()
          .filter(name -> name.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))
          .forEach(
              name ->
                  settings
                      .problems()
                      .add(
                          ClientSettings.PREFIX + name,
                          kafka.get(name),
                          "group.protocol=streams has no static members: leave it out, or use"
                              + " group.protocol=classic"));
    }
  }
}
