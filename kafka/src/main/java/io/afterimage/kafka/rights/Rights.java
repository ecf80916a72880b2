package io.afterimage.kafka.rights;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.afterimage.schemas.topics.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.resource.ResourceType;

/** The least that each service needs, with images, labels and models in Kafka. */
public final class Rights {

  private Rights() {}

  /**
   * The stream's.
   *
   * @param applicationId its consumer group, and what its internal topics and transactional ids
   *     begin with
   */
  public static List<Right> stream(TopicNames names, String applicationId) {
    return List.of(
        Right.topic(names.images(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.predictions(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.topic(names.shadowPredictions(), DESCRIBE_CONFIGS, WRITE),
        Right.topic(names.labels(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.feedback(), DESCRIBE_CONFIGS, WRITE),
        Right.topic(names.deadLetters(), DESCRIBE_CONFIGS, WRITE),
        Right.topic(names.modelEvents(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.modelReports(), DESCRIBE_CONFIGS, WRITE),
        Right.topic(names.modelArtifacts(), DESCRIBE_CONFIGS, READ),
        Right.topics(applicationId + "-", CREATE, DELETE, DESCRIBE_CONFIGS, READ, WRITE),
        Right.group(applicationId, READ),
        Right.transactions(applicationId + "-"));
  }

  /**
   * The trainer's.
   *
   * @param applicationId its consumer group, and what its other group and transactional ids begin
   *     with
   * @param publisherId what the transactional ids of publishers begin with
   * @param watchedGroup the stream's application id
   */
  public static List<Right> trainer(
      TopicNames names, String applicationId, String publisherId, String watchedGroup) {
    return List.of(
        Right.topic(names.images(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.predictions(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.shadowPredictions(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.labels(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.feedback(), DESCRIBE_CONFIGS, READ),
        Right.topic(names.trainingSet(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.topic(names.modelEvents(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.topic(names.modelArtifacts(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.topic(names.control(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.topic(names.controlReplies(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.topic(names.trainingRuns(), DESCRIBE_CONFIGS, WRITE),
        Right.topic(names.labelRequests(), DESCRIBE_CONFIGS, READ, WRITE),
        Right.group(applicationId, READ),
        Right.group(applicationId + "-intake", READ),
        Right.group(watchedGroup, DESCRIBE),
        Right.transactions(applicationId + "-"),
        Right.transactions(publisherId + "-"));
  }

  /**
   * What the trainer needs beside its own where a webhook is told what happens.
   *
   * @param applicationId the trainer's consumer group
   */
  public static List<Right> notifications(TopicNames names, String applicationId) {
    return List.of(
        Right.topic(names.modelReports(), READ),
        Right.group(applicationId + "-notifications", READ));
  }

  /**
   * The console's, all roles of its people together.
   *
   * @param watchedGroups whose lag it shows: the stream's and the trainer's application ids
   */
  public static List<Right> console(TopicNames names, List<String> watchedGroups) {
    List<Right> rights =
        new ArrayList<>(
            List.of(
                Right.topic(names.images(), DESCRIBE_CONFIGS, READ, WRITE),
                Right.topic(names.predictions(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.labels(), DESCRIBE_CONFIGS, READ, WRITE),
                Right.topic(names.feedback(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.trainingSet(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.labelRequests(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.deadLetters(), DESCRIBE_CONFIGS, READ, WRITE),
                Right.topic(names.modelEvents(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.modelReports(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.modelArtifacts(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.control(), DESCRIBE_CONFIGS, READ, WRITE),
                Right.topic(names.controlReplies(), DESCRIBE_CONFIGS, READ),
                Right.topic(names.trainingRuns(), DESCRIBE_CONFIGS, READ)));
    watchedGroups.forEach(group -> rights.add(Right.group(group, DESCRIBE)));
    rights.add(
        new Right(ResourceType.TRANSACTIONAL_ID, deadLetterSender(names), false, Set.of(WRITE)));
    return List.copyOf(rights);
  }

  /** The transactional id that everybody sends dead letters again under. */
  public static String deadLetterSender(TopicNames names) {
    return names.prefix() + "afterimage-dead-letters";
  }
}
