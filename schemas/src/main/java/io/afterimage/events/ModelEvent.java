package io.afterimage.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of the log that decides which version is active. The log is replayed from its start; the
 * fold over it is {@code ModelRegistry} in the model module.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ModelEvent.Announced.class, name = "announced"),
  @JsonSubTypes.Type(value = ModelEvent.Rejected.class, name = "rejected"),
  @JsonSubTypes.Type(value = ModelEvent.Pinned.class, name = "pinned"),
  @JsonSubTypes.Type(value = ModelEvent.Unpinned.class, name = "unpinned"),
  @JsonSubTypes.Type(value = ModelEvent.RolledBack.class, name = "rolled-back")
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
   * @param validationAccuracy on held-out pictures, in [0, 1]
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
      Instant at)
      implements ModelEvent {

    /** Copies the labels. */
    public Announced {
      labels = List.copyOf(labels);
    }
  }

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
}
