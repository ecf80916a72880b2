package io.afterimage.model.registry;

import io.afterimage.events.EventJson;
import io.afterimage.events.LabelText;
import io.afterimage.events.PredictionRoom;
import io.afterimage.model.Manifest;
import io.afterimage.topics.MaxMessageBytes;
import io.afterimage.topics.TopicNames;
import io.afterimage.topics.Topics;
import java.time.Duration;
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
   * The topics as they are configured now.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   * @param timeout how long the brokers may take
   */
  public static PublishingRules read(
      Map<String, Object> client, TopicNames names, Duration timeout) {
    Map<String, Integer> limits =
        MaxMessageBytes.read(
            client,
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
   * Checks a version before anything of it is stored.
   *
   * @throws ModelChangeRefusedException saying what does not fit
   */
  void require(Manifest manifest) {
    try {
      manifest.labels().forEach(LabelText::of);
      predictions.requireFits(manifest.labels(), PredictionRoom.DEFAULT_SCORES);
    } catch (IllegalArgumentException e) {
      throw refused(manifest, e.getMessage(), e);
    }
    require(manifest, "manifest", EventJson.write(manifest).length, manifestBytes);
    require(
        manifest,
        "announcement with its labels",
        EventJson.write(manifest.labels()).length,
        eventBytes);
  }

  private static void require(Manifest manifest, String what, long bytes, long limit) {
    if (bytes + OVERHEAD > limit) {
      throw refused(
          manifest,
          "its %s takes %d bytes, and the topic takes records of %d: use fewer or shorter labels, or raise max.message.bytes"
              .formatted(what, bytes, limit),
          null);
    }
  }

  private static ModelChangeRefusedException refused(
      Manifest manifest, String why, RuntimeException cause) {
    ModelChangeRefusedException refused =
        new ModelChangeRefusedException(
            "the model cannot be published as version %s: %s".formatted(manifest.version(), why));
    if (cause != null) {
      refused.initCause(cause);
    }
    return refused;
  }
}
