package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.MaxMessageBytes;
import io.afterimage.models.ClassLimits;
import io.afterimage.models.Manifest;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/**
 * What a version must keep to so that everything that speaks of it fits into its topic.
 *
 * @param predictions what predictions may take
 * @param manifestBytes what a record of {@code model-artifacts} may take
 * @param eventBytes what a record of {@code model-events} may take
 */
public record PublishingRules(PredictionRoom predictions, long manifestBytes, long eventBytes) {

  /** Topics as they are defined. */
  public static final PublishingRules DEFAULT =
      new PublishingRules(
          PredictionRoom.DEFAULT, Topics.EVENT_MESSAGE_BYTES, Topics.EVENT_MESSAGE_BYTES);

  /** Key, headers, what Kafka adds, and the fields of an announcement beside its labels. */
  private static final int OVERHEAD = 4 * 1024;

  /**
   * Reads the topics' current configuration.
   *
   * @param timeout time limit for the brokers
   */
  public static PublishingRules read(KafkaClients clients, TopicNames names, Duration timeout) {
    Map<String, Integer> limits =
        MaxMessageBytes.read(
            clients,
            Map.of(
                names.predictions(), Topics.EVENT_MESSAGE_BYTES,
                names.modelArtifacts(), Topics.EVENT_MESSAGE_BYTES,
                names.modelEvents(), Topics.EVENT_MESSAGE_BYTES),
            timeout);
    return new PublishingRules(
        new PredictionRoom(limits.get(names.predictions())),
        limits.get(names.modelArtifacts()),
        limits.get(names.modelEvents()));
  }

  /**
   * Checks labels before anything is trained with them: the largest records that a model of these
   * labels can make.
   *
   * @throws ModelChangeRefusedException saying what does not fit
   */
  public void requireLabels(Collection<String> labels) {
    String what = "a model of %d classes".formatted(labels.size());
    requireNames(what, labels);
    require(what, "manifest", ClassLimits.manifestBytes(labels), manifestBytes);
  }

  /**
   * Checks a version before anything of it is stored.
   *
   * @throws ModelChangeRefusedException saying what does not fit
   */
  void require(Manifest manifest) {
    String what =
        "the model of %d classes for version %s"
            .formatted(manifest.labels().size(), manifest.version());
    requireNames(what, manifest.labels());
    require(what, "manifest", EventJson.write(manifest).length, manifestBytes);
  }

  private void requireNames(String model, Collection<String> labels) {
    try {
      labels.forEach(LabelText::of);
      predictions.requireFits(labels, PredictionRoom.DEFAULT_SCORES);
    } catch (IllegalArgumentException e) {
      throw refused(model, e.getMessage(), e);
    }
    require(model, "announcement", EventJson.write(labels).length, eventBytes);
  }

  private static void require(String model, String what, long bytes, long limit) {
    if (bytes + OVERHEAD > limit) {
      throw refused(
          model,
          "its %s takes up to %d bytes, and the topic takes records of %d: use fewer or shorter labels, or raise max.message.bytes"
              .formatted(what, bytes, limit),
          null);
    }
  }

  private static ModelChangeRefusedException refused(
      String model, String why, RuntimeException cause) {
    ModelChangeRefusedException refused =
        new ModelChangeRefusedException("%s cannot be published: %s".formatted(model, why));
    if (cause != null) {
      refused.initCause(cause);
    }
    return refused;
  }
}
