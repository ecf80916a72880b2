package io.afterimage.stream.runtime;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.InternalTopics;
import io.afterimage.kafka.topics.TopicCheck;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.feedback.FeedbackTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The topics that one instance works on, after they were found to be there and as they should be.
 *
 * @param names what they are called
 * @param partitions how many the topic of predictions has
 * @param applicationId the group that the instance works in
 */
record StreamTopics(TopicNames names, int partitions, String applicationId, StreamConfig config) {

  /**
   * Waits for the topics, and checks them.
   *
   * @throws io.afterimage.kafka.topics.StartException when one is missing, would lose data, or is
   *     another pipeline's
   */
  static StreamTopics require(StreamConfig config, KafkaClients clients) {
    TopicNames names = config.kafka().topics();
    int partitions =
        TopicCheck.require(
                "stream", clients, names, required(config, names), config.instance().startTimeout())
            .get(names.predictions());
    String applicationId = StreamGroup.find(config);
    if (config.feedback().enabled()) {
      InternalTopics.require(clients, applicationId, partitions);
    }
    return new StreamTopics(names, partitions, applicationId, config);
  }

  /** What the topology reads. */
  Set<String> sources() {
    return config.feedback().enabled()
        ? Set.of(
            names.images(),
            names.labels(),
            names.predictions(),
            applicationId + "-" + FeedbackTopology.LABELS_TOPIC)
        : Set.of(names.images());
  }

  /**
   * How large records may be in the topics that answers go to.
   *
   * @param properties of the Kafka Streams client
   */
  RecordLimits limits(KafkaClients clients, Properties properties) {
    return TopicLimits.read(
        clients,
        Map.of(
            names.predictions(),
            Topics.EVENT_MESSAGE_BYTES,
            names.deadLetters(),
            Topics.IMAGE_MESSAGE_BYTES),
        properties,
        config.instance().startTimeout());
  }

  private static List<String> required(StreamConfig config, TopicNames names) {
    List<String> required = new ArrayList<>();
    required.add(names.images());
    required.add(names.predictions());
    required.add(names.deadLetters());
    required.add(names.modelEvents());
    if (config.models().folder().isEmpty()) {
      required.add(names.modelArtifacts());
    }
    if (config.feedback().enabled()) {
      required.add(names.labels());
      required.add(names.feedback());
    }
    return required;
  }
}
