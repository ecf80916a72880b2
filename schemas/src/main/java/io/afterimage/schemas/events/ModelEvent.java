package io.afterimage.schemas.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of the log that decides which version is active. The log is replayed from its start; the
 * fold over it is {@code ModelRegistry} in the model module. Readers skip types that they do not
 * know, so that a later release can add some.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ModelEvent.Announced.class, name = "announced"),
  @JsonSubTypes.Type(value = ModelEvent.Rejected.class, name = "rejected"),
  @JsonSubTypes.Type(value = ModelEvent.Pinned.class, name = "pinned"),
  @JsonSubTypes.Type(value = ModelEvent.Unpinned.class, name = "unpinned"),
  @JsonSubTypes.Type(value = ModelEvent.RolledBack.class, name = "rolled-back"),
  @JsonSubTypes.Type(value = ModelEvent.Restored.class, name = "restored"),
  @JsonSubTypes.Type(value = ModelEvent.Reserved.class, name = "reserved"),
  @JsonSubTypes.Type(value = ModelEvent.Pruned.class, name = "pruned"),
  @JsonSubTypes.Type(value = ModelEvent.Staged.class, name = "staged")
})
public sealed interface ModelEvent {

  /** The version that the event is about; the record's key. */
  String modelVersion();

  /** When it happened. */
  Instant at();

  /**
   * A version whose artefact was stored, read back and verified.
   *
   * @param modelVersion the version's name
   * @param location where the store keeps the artefact; only that store reads it
   * @param sha256 of the artefact's {@code model.onnx}, in lower-case hexadecimal
   * @param bytes the length of {@code model.onnx}
   * @param labels the labels in the order of the model's output
   * @param parentVersion the version that this one was trained from, or replaces
   * @param validationAccuracy on the validation images of its own training, in [0, 1]: of two
   *     versions that were trained on different images, these do not compare
   * @param gate what the gate measured, where a gate judged the version
   * @param publishedBy who published it: a person at a machine, or a trainer and its run
   * @param reason why
   * @param trainingSetFingerprint as in the manifest
   * @param at when it was announced
   */
  record Announced(
      String modelVersion,
      String location,
      String sha256,
      long bytes,
      List<String> labels,
      Optional<String> parentVersion,
      Optional<Double> validationAccuracy,
      Optional<Gate> gate,
      Optional<String> publishedBy,
      Optional<String> reason,
      Optional<String> trainingSetFingerprint,
      Instant at)
      implements ModelEvent {

    /** Copies the labels. */
    public Announced {
      labels = List.copyOf(labels);
    }

    /** Without gate, publisher, reason and fingerprint. */
    public Announced(
        String modelVersion,
        String location,
        String sha256,
        long bytes,
        List<String> labels,
        Optional<String> parentVersion,
        Optional<Double> validationAccuracy,
        Instant at) {
      this(
          modelVersion,
          location,
          sha256,
          bytes,
          labels,
          parentVersion,
          validationAccuracy,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          at);
    }
  }

  /**
   * How a version and the one that was active did on the same held-out images.
   *
   * @param accuracy of the version, in [0, 1]
   * @param low lower end of its 95 % confidence interval (Wilson 1927)
   * @param high upper end
   * @param heldOut how many images there were
   * @param activeAccuracy of the version that was active, where there was one
   */
  record Gate(
      double accuracy, double low, double high, int heldOut, Optional<Double> activeAccuracy) {}

  /**
   * One instance could not load the version, and keeps serving what it has. Instances report it on
   * the topic of model reports; logs of model events that an earlier release wrote have it as well.
   */
  record Rejected(String modelVersion, String instance, String reason, Instant at)
      implements ModelEvent {}

  /** The version stays active, whatever is announced, until it is unpinned. */
  record Pinned(String modelVersion, Optional<String> reason, Instant at) implements ModelEvent {}

  /** Ends the pin of the version. */
  record Unpinned(String modelVersion, Optional<String> reason, Instant at) implements ModelEvent {}

  /** Withdraws the version: the newest announced version that is not withdrawn takes over. */
  record RolledBack(String modelVersion, Optional<String> reason, Instant at)
      implements ModelEvent {}

  /** Takes a withdrawal back: the version can be active again. */
  record Restored(String modelVersion, Optional<String> reason, Instant at) implements ModelEvent {}

  /**
   * A publisher takes the version's name before it stores the artefact, so that two that publish at
   * once do not store under the same name. The first reservation of a name holds; a name that was
   * reserved and never announced stays unused.
   *
   * @param claim unique to the publisher's attempt
   */
  record Reserved(String modelVersion, String claim, Instant at) implements ModelEvent {}

  /** The version's artefact is deleted: nothing brings the version back. */
  record Pruned(String modelVersion, Optional<String> reason, Instant at) implements ModelEvent {}

  /**
   * A version that is stored and verified, and tried on live images or waiting for approval before
   * it is announced. It is active once it is announced; a rollback ends its stage. Releases that do
   * not know this event skip it, so that for them the version comes with its announcement.
   *
   * @param stage what it does meanwhile
   * @param share of the images that it answers, above 0, at most 1; 0 where it answers none
   * @param announcement of the version, as it would be now
   * @param reason why it has come to this stage
   * @param until when it is withdrawn unless somebody has decided; absent: it waits for as long as
   *     that takes, or does not wait for approval
   */
  record Staged(
      String modelVersion,
      Stage stage,
      double share,
      Announced announcement,
      Optional<String> reason,
      Optional<Instant> until,
      Instant at)
      implements ModelEvent {

    /** Without an end. */
    public Staged(
        String modelVersion,
        Stage stage,
        double share,
        Announced announcement,
        Optional<String> reason,
        Instant at) {
      this(modelVersion, stage, share, announcement, reason, Optional.empty(), at);
    }
  }

  /** What a version does before it is active. */
  enum Stage {
    /** It answers beside the active version, and its answers go to a topic of their own. */
    @JsonProperty("shadow")
    SHADOW,
    /**
     * It answers instead of the active version: the images of a share of all groups, by a hash of
     * the group, or of the id where there is none. Releases that do not know this stage skip the
     * event.
     */
    @JsonProperty("canary")
    CANARY,
    /**
     * It answers nothing, and waits until somebody approves or rejects it. Releases that do not
     * know this stage skip the event.
     */
    @JsonProperty("approval")
    APPROVAL
  }
}
