package io.afterimage.schemas.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * A reply to a {@link Command}: accepted or refused; then, if accepted, any number of progress
 * replies, and finally done or failed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = Reply.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Reply.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Reply.Failed.class, name = "failed")
})
public sealed interface Reply {

  /** The command that is answered; the record's key. */
  String commandId();

  /** When it was said. */
  Instant at();

  /** The command will be carried out. */
  record Accepted(String commandId, Instant at) implements Reply {}

  /** The command will not be carried out. */
  record Refused(String commandId, String why, Instant at) implements Reply {}

  /**
   * An epoch is over.
   *
   * @param phase {@code freeze} or {@code fine-tune}
   * @param epoch the epochs that are over, counted through both phases
   * @param epochs how many there will be in both phases
   * @param loss over the training images
   * @param accuracy over the training images, in [0, 1]
   * @param validationAccuracy over the validation images, in [0, 1], if any
   * @param secondsLeft an estimate, if available
   */
  record Progress(
      String commandId,
      String phase,
      int epoch,
      int epochs,
      double loss,
      double accuracy,
      Optional<Double> validationAccuracy,
      Optional<Double> secondsLeft,
      Instant at)
      implements Reply {}

  /**
   * The command was carried out.
   *
   * @param outcome the outcome
   * @param text the outcome as text
   * @param active the version that is active afterwards, if any
   * @param runFingerprint of a run: SHA-256 over its examples, schedule and starting point
   */
  record Done(
      String commandId,
      Outcome outcome,
      String text,
      Optional<String> active,
      Optional<String> runFingerprint,
      Instant at)
      implements Reply {

    /** Without what is active, and not of a run. */
    public Done(String commandId, Outcome outcome, String text, Instant at) {
      this(commandId, outcome, text, Optional.empty(), Optional.empty(), at);
    }
  }

  /** The command could not be brought to its end. */
  record Failed(String commandId, String reason, Instant at) implements Reply {}

  /** The outcome of a command. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Published.class, name = "published"),
    @JsonSubTypes.Type(value = Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = Completed.class, name = "completed")
  })
  sealed interface Outcome {}

  /**
   * A new version is announced.
   *
   * @param candidateAccuracy on the held-out images, in [0, 1], where they were asked
   * @param activeAccuracy of the version that it follows on the same images, where there was one
   */
  record Published(
      String modelVersion, Optional<Double> candidateAccuracy, Optional<Double> activeAccuracy)
      implements Outcome {

    /** Without scores: the held-out images were not asked. */
    public Published(String modelVersion) {
      this(modelVersion, Optional.empty(), Optional.empty());
    }
  }

  /**
   * A candidate was trained and the gate did not let it pass.
   *
   * @param candidateAccuracy on the held-out images, in [0, 1]
   * @param activeAccuracy of the active version on the same images, if there is one
   */
  record Rejected(double candidateAccuracy, Optional<Double> activeAccuracy) implements Outcome {}

  /** What was asked is done; there is no new version to name. */
  record Completed() implements Outcome {}
}
