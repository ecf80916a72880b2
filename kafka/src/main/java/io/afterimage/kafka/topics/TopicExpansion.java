package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.schemas.topics.TopicNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Gives the topics that are keyed by image id more partitions, all the same number, and removes the
 * stream's state by partition, which Kafka Streams creates again. Keys move to other partitions, so
 * the old state would never be found.
 */
public final class TopicExpansion {

  private final Admin admin;
  private final TopicNames names;
  private final String applicationId;

  /**
   * The changes to make.
   *
   * @param grow the topics that get more partitions, with how many they have
   * @param missing topics that do not exist
   * @param remove the stream's internal topics, with their numbers of partitions
   */
  public record Plan(Map<String, Integer> grow, List<String> missing, Map<String, Integer> remove) {

    /** Copies everything. */
    public Plan {
      grow = Map.copyOf(grow);
      missing = List.copyOf(missing);
      remove = Map.copyOf(remove);
    }

    /** Whether everything is as it should be. */
    public boolean isDone() {
      return grow.isEmpty() && remove.isEmpty();
    }
  }

  /** Uses the admin client, which stays the caller's to close. */
  public TopicExpansion(Admin admin, TopicNames names, String applicationId) {
    this.admin = admin;
    this.names = names;
    this.applicationId = applicationId;
  }

  /**
   * Says what would be done.
   *
   * @throws StartException where it cannot be: a topic has more partitions, or an instance runs
   * @throws KafkaException when the brokers cannot be asked
   */
  public Plan plan(int partitions) {
    Map<String, Integer> grow = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (String topic : keyed()) {
      Optional<Integer> found = partitions(topic);
      if (found.isEmpty()) {
        missing.add(topic);
      } else if (found.get() > partitions) {
        throw new StartException(
            "topic %s has %d partitions: Kafka cannot take any away, ask for at least %d"
                .formatted(topic, found.get(), found.get()));
      } else if (found.get() < partitions) {
        grow.put(topic, found.get());
      }
    }
    Plan plan = new Plan(grow, missing, InternalTopics.unfit(admin, applicationId, partitions));
    if (!plan.isDone()) {
      requireNobodyRuns();
    }
    return plan;
  }

  /**
   * Does it. When it is interrupted, doing it again does the rest.
   *
   * @throws KafkaException when a broker refuses
   */
  public void apply(Plan plan, int partitions) {
    if (!plan.remove().isEmpty()) {
      BrokerAnswers.await(admin.deleteTopics(plan.remove().keySet()).all(), "internal topics");
    }
    Map<String, NewPartitions> grow = new TreeMap<>();
    plan.grow().keySet().forEach(topic -> grow.put(topic, NewPartitions.increaseTo(partitions)));
    if (!grow.isEmpty()) {
      BrokerAnswers.await(admin.createPartitions(grow).all(), "partitions");
      Map<String, Integer> grown = new HashMap<>();
      plan.grow().keySet().forEach(topic -> grown.put(topic, partitions));
      PartitionLeaders.await(admin, grown);
    }
  }

  private List<String> keyed() {
    return List.of(
        names.predictions(),
        names.shadowPredictions(),
        names.labels(),
        names.feedback(),
        names.deadLetters(),
        names.images());
  }

  private Optional<Integer> partitions(String topic) {
    try {
      TopicDescription found =
          BrokerAnswers.await(
              admin.describeTopics(List.of(topic)).topicNameValues().get(topic), "topics");
      return Optional.of(found.partitions().size());
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** Asked of the list of groups, which knows those of every protocol. */
  private void requireNobodyRuns() {
    BrokerAnswers.await(admin.listGroups().all(), "groups").stream()
        .filter(group -> group.groupId().equals(applicationId))
        .flatMap(group -> group.groupState().stream())
        .filter(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
        .findFirst()
        .ifPresent(
            state -> {
              throw new StartException(
                  "group %s has members (%s): end every instance of the stream first"
                      .formatted(applicationId, state));
            });
  }
}
