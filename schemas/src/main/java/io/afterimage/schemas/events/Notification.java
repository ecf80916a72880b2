package io.afterimage.schemas.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happened in a pipeline, as a webhook is told of it: the body of one request. A later release
 * may add types and fields.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Notification.VersionActive.class, name = Notification.VERSION_ACTIVE),
  @JsonSubTypes.Type(value = Notification.RunBegan.class, name = Notification.RUN_BEGAN),
  @JsonSubTypes.Type(value = Notification.RunEnded.class, name = Notification.RUN_ENDED),
  @JsonSubTypes.Type(value = Notification.VersionWaits.class, name = Notification.VERSION_WAITS),
  @JsonSubTypes.Type(value = Notification.RolledBack.class, name = Notification.ROLLED_BACK),
  @JsonSubTypes.Type(value = Notification.Drift.class, name = Notification.DRIFT),
  @JsonSubTypes.Type(
      value = Notification.VersionNotLoaded.class,
      name = Notification.VERSION_NOT_LOADED)
})
public sealed interface Notification {

  /** The type of {@link VersionActive}. */
  String VERSION_ACTIVE = "version-active";

  /** The type of {@link RunBegan}. */
  String RUN_BEGAN = "run-began";

  /** The type of {@link RunEnded}. */
  String RUN_ENDED = "run-ended";

  /** The type of {@link VersionWaits}. */
  String VERSION_WAITS = "version-waits";

  /** The type of {@link RolledBack}. */
  String ROLLED_BACK = "rolled-back";

  /** The type of {@link Drift}. */
  String DRIFT = "drift";

  /** The type of {@link VersionNotLoaded}. */
  String VERSION_NOT_LOADED = "version-not-loaded";

  /** Every type. */
  List<String> TYPES =
      List.of(
          VERSION_ACTIVE,
          RUN_BEGAN,
          RUN_ENDED,
          VERSION_WAITS,
          ROLLED_BACK,
          DRIFT,
          VERSION_NOT_LOADED);

  /** The type's name in JSON. */
  String type();

  /** The same whenever this is sent again, and that of nothing else. */
  String id();

  /** The prefix of the pipeline's topics; absent where there is none. */
  Optional<String> pipeline();

  /** All of it in a sentence, for people. */
  String text();

  /** When it happened. */
  Instant at();

  /**
   * Another version answers the images from now on.
   *
   * @param previous the version that did so far; absent for the first one
   * @param reason why it was published, pinned, or made active again
   */
  record VersionActive(
      String id,
      Optional<String> pipeline,
      String modelVersion,
      Optional<String> previous,
      Optional<String> reason,
      String text,
      Instant at)
      implements Notification {

    @Override
    public String type() {
      return VERSION_ACTIVE;
    }
  }

  /**
   * The trainer makes a candidate.
   *
   * @param run the id of the command that began it
   * @param refresh whether only the head is fitted again
   * @param automatic whether the trainer itself gave the command
   * @param reason why: of automatic runs, what made them due, with its figures
   */
  record RunBegan(
      String id,
      Optional<String> pipeline,
      String run,
      boolean refresh,
      boolean automatic,
      Optional<String> reason,
      String text,
      Instant at)
      implements Notification {

    @Override
    public String type() {
      return RUN_BEGAN;
    }
  }

  /**
   * A run came to its end.
   *
   * @param run the id of the command that began it
   * @param outcome what it came to
   * @param modelVersion the version that its candidate became, where it was published
   * @param candidateAccuracy on the held-out images, in [0, 1], where they were asked
   * @param activeAccuracy of the active version on the same images, where there was one
   */
  record RunEnded(
      String id,
      Optional<String> pipeline,
      String run,
      Outcome outcome,
      Optional<String> modelVersion,
      Optional<Double> candidateAccuracy,
      Optional<Double> activeAccuracy,
      String text,
      Instant at)
      implements Notification {

    @Override
    public String type() {
      return RUN_ENDED;
    }
  }

  /**
   * A version answers nothing until somebody approves it.
   *
   * @param until when it is withdrawn unless somebody has decided; absent where it waits for as
   *     long as that takes
   * @param reason why it is a version
   */
  record VersionWaits(
      String id,
      Optional<String> pipeline,
      String modelVersion,
      Optional<Instant> until,
      Optional<String> reason,
      String text,
      Instant at)
      implements Notification {

    @Override
    public String type() {
      return VERSION_WAITS;
    }
  }

  /**
   * A version was withdrawn.
   *
   * @param reason why: where the trainer itself did it, by the watch or the guardrails and by which
   *     figures
   */
  record RolledBack(
      String id,
      Optional<String> pipeline,
      String modelVersion,
      Optional<String> reason,
      String text,
      Instant at)
      implements Notification {

    @Override
    public String type() {
      return ROLLED_BACK;
    }
  }

  /**
   * Images, predictions or accuracy are no longer what they were, and a run begins because of it.
   *
   * @param run the id of that run's command
   * @param reason what has changed, with its figures
   */
  record Drift(
      String id, Optional<String> pipeline, String run, String reason, String text, Instant at)
      implements Notification {

    @Override
    public String type() {
      return DRIFT;
    }
  }

  /**
   * One instance of the stream could not load a version, and keeps serving what it has.
   *
   * @param instance which one
   * @param reason why not
   */
  record VersionNotLoaded(
      String id,
      Optional<String> pipeline,
      String modelVersion,
      String instance,
      String reason,
      String text,
      Instant at)
      implements Notification {

    @Override
    public String type() {
      return VERSION_NOT_LOADED;
    }
  }

  /** What a run came to. */
  enum Outcome {
    /** The gate let the candidate pass, and it is a version. */
    @JsonProperty("published")
    PUBLISHED,
    /** The gate did not let it pass. */
    @JsonProperty("rejected")
    REJECTED,
    /** The candidate is a version that there was already. */
    @JsonProperty("nothing-new")
    NOTHING_NEW,
    /** It did not begin to train. */
    @JsonProperty("refused")
    REFUSED,
    /** It did not come to a candidate, or was cancelled. */
    @JsonProperty("failed")
    FAILED
  }
}
