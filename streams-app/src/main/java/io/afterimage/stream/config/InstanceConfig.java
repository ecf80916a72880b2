package io.afterimage.stream.config;

import io.afterimage.config.Settings;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.topics.KafkaName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who an instance of the stream is, and how it starts and ends.
 *
 * @param applicationId the consumer group, and the prefix of internal topics and transactional ids
 * @param formerApplicationId as {@link KafkaConfig#formerId} has it
 * @param instanceId how this instance signs what it reports
 * @param stateDir where Kafka Streams keeps its state
 * @param startTimeout how long to wait for a broker at the start
 * @param shutdownTimeout time limit of a clean shutdown
 */
public record InstanceConfig(
    String applicationId,
    Optional<String> formerApplicationId,
    String instanceId,
    Path stateDir,
    Duration startTimeout,
    Duration shutdownTimeout) {

  private static final String APPLICATION_ID = "application.id";

  static InstanceConfig from(Settings settings, KafkaConfig kafka) {
    return new InstanceConfig(
        SharedSettings.streamId(settings, APPLICATION_ID, kafka),
        kafka.formerId(settings, APPLICATION_ID, SharedSettings.STREAM),
        KafkaName.ID.read(
            settings, "instance.id", hostName() + "-" + ProcessHandle.current().pid()),
        SharedSettings.stateFolder(settings, "afterimage-state"),
        settings.duration("start.timeout", Duration.ofMinutes(1)),
        settings.duration("shutdown.timeout", Duration.ofSeconds(30)));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
