package io.afterimage.schemas.topics;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The full names of all topics of one installation.
 *
 * @param prefix put before every name, such as {@code afterimage.}; may be empty
 */
public record TopicNames(String prefix) {

  /** Refuses prefixes that Kafka does not allow in a topic's name, or that are too long. */
  public TopicNames {
    if (!KafkaName.TOPIC_PREFIX.allows(prefix)) {
      throw new IllegalArgumentException(
          "topic prefix is '%s', allowed are %s"
              .formatted(prefix, KafkaName.TOPIC_PREFIX.allowed()));
    }
  }

  /** Names without a prefix. */
  public static TopicNames plain() {
    return new TopicNames("");
  }

  /** All of them. */
  public Set<String> all() {
    return Topics.definitions(TopicSettings.defaults().withNames(this)).stream()
        .map(TopicDefinition::name)
        .collect(Collectors.toSet());
  }

  /** Encoded images, keyed by image id. */
  public String images() {
    return prefix + "images";
  }

  /** {@code Prediction}s, keyed by image id. */
  public String predictions() {
    return prefix + "predictions";
  }

  /** {@code ShadowPrediction}s, keyed by image id. */
  public String shadowPredictions() {
    return prefix + "shadow-predictions";
  }

  /** {@code Label}s, keyed by image id. */
  public String labels() {
    return prefix + "labels";
  }

  /** {@code LabelledExample}s, keyed by image id. */
  public String feedback() {
    return prefix + "feedback";
  }

  /** Scaled images to train from, keyed by image id, compacted. */
  public String trainingSet() {
    return prefix + "training-set";
  }

  /** Model files in chunks, compacted. */
  public String modelArtifacts() {
    return prefix + "model-artifacts";
  }

  /** {@code ModelEvent}s, keyed by model version, kept for ever. */
  public String modelEvents() {
    return prefix + "model-events";
  }

  /** What instances report of versions: {@code rejected}, keyed by version and instance. */
  public String modelReports() {
    return prefix + "model-reports";
  }

  /** {@code Command}s, keyed by command id. */
  public String control() {
    return prefix + "control";
  }

  /** {@code Reply}s, keyed by command id. */
  public String controlReplies() {
    return prefix + "control-replies";
  }

  /** {@code TrainingRun}s that have ended, keyed by command id, compacted. */
  public String trainingRuns() {
    return prefix + "training-runs";
  }

  /** {@code LabelRequest}s, keyed by image id. */
  public String labelRequests() {
    return prefix + "label-requests";
  }

  /** Images that could not be classified, with the reason in headers. */
  public String deadLetters() {
    return prefix + "dead-letters";
  }
}
