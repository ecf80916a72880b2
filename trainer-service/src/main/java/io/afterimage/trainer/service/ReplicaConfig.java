package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.topics.KafkaName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who a replica of the trainer is, whom it watches, and where it keeps its state.
 *
 * @param applicationId the consumer group of all replicas, and the prefix of transactional ids
 * @param formerApplicationId as {@link KafkaConfig#formerId} has it
 * @param publisherId what the transactional ids that publish versions begin with
 * @param watchedGroup the stream's application id: its lag is reported here as well, since a
 *     stopped stream cannot report it; empty: no group is watched
 * @param formerWatchedGroup as {@code formerApplicationId}
 * @param stateDir where candidates and checkpoints wait; without it a run starts over and nothing
 *     else is lost
 * @param requestTimeout time limit of one request to the brokers
 */
public record ReplicaConfig(
    String applicationId,
    Optional<String> formerApplicationId,
    String publisherId,
    Optional<String> watchedGroup,
    Optional<String> formerWatchedGroup,
    Path stateDir,
    Duration requestTimeout) {

  private static final String TRAINER = "afterimage-trainer";
  private static final String PUBLISHER = "afterimage-publisher";
  private static final String APPLICATION_ID = "application.id";
  private static final String WATCHED = "watch.application.id";

  static ReplicaConfig from(Settings settings, KafkaConfig kafka) {
    String usualId = kafka.topicPrefix() + TRAINER;
    return new ReplicaConfig(
        KafkaName.ID.read(settings, APPLICATION_ID, usualId),
        kafka.formerId(settings, APPLICATION_ID, TRAINER),
        KafkaName.ID.read(settings, "publisher.id", kafka.topicPrefix() + PUBLISHER),
        Optional.of(SharedSettings.streamId(settings, WATCHED, kafka))
            .filter(group -> !group.equals("none")),
        kafka.formerId(settings, WATCHED, SharedSettings.STREAM),
        SharedSettings.stateFolder(settings, usualId),
        settings.duration("request.timeout", Duration.ofSeconds(30)));
  }
}
