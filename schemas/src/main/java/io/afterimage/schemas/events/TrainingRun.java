package io.afterimage.schemas.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run that has ended, a refresh or one by the schedule: what was asked for, how it went, and what
 * came of it. The trainer writes it once, in the transaction of the last reply. It takes up to some
 * 400,000 bytes, however long the run was and whatever was said of it.
 *
 * @param commandId of the command that asked for the run; the record's key
 * @param refresh whether only the head of the active version was fitted again
 * @param reason why it was asked for
 * @param overrides what the command changed of the configured schedule
 * @param force whether it was to train although there was nothing new to learn; absent: no
 * @param asked when the command was given
 * @param began when a trainer began with it, the first time
 * @param attempts how often trainers began with it: more than once where one ended during the run
 * @param outcome what came of it
 * @param text the same in words, with the gate's judgement
 * @param modelVersion the version that was published
 * @param candidateAccuracy on the gate's images, in [0, 1]; absent where no gate judged
 * @param activeAccuracy of the version that was active, on the same images
 * @param active the version that was active afterwards
 * @param runFingerprint SHA-256 over its examples, schedule and starting point
 * @param settings what it was made with and judged by, as text by the options' names; empty where
 *     that is not known; of a value longer than {@value #LONGEST_SETTING}, its beginning, its
 *     length and its SHA-256
 * @param curve its epochs, oldest first; of more than {@value #MOST_EPOCHS}, some are left out
 * @param figures how good its candidate is, where there was one
 * @param at when it ended
 */
public record TrainingRun(
    String commandId,
    boolean refresh,
    Optional<String> reason,
    ScheduleValues overrides,
    Optional<Boolean> force,
    Instant asked,
    Instant began,
    int attempts,
    Outcome outcome,
    String text,
    Optional<String> modelVersion,
    Optional<Double> candidateAccuracy,
    Optional<Double> activeAccuracy,
    Optional<String> active,
    Optional<String> runFingerprint,
    Map<String, String> settings,
    List<Epoch> curve,
    Optional<RunFigures> figures,
    Instant at) {

  /** Enough for any curve on a screen. */
  public static final int MOST_EPOCHS = 500;

  /** Enough for any setting but a table over many classes. */
  public static final int LONGEST_SETTING = 4_000;

  private static final int LONGEST_TEXT = 16_000;

  /** Room for what takes the place of the rest. */
  private static final int SETTING_END = 120;

  /** What came of a run. */
  public enum Outcome {
    /** A version was announced, or staged. */
    @JsonProperty("published")
    PUBLISHED,
    /** The gate did not let the candidate pass. */
    @JsonProperty("rejected")
    REJECTED,
    /** The candidate is a version that exists. */
    @JsonProperty("unchanged")
    UNCHANGED,
    /** Nothing was trained: there was nothing to learn, or an override was out of range. */
    @JsonProperty("refused")
    REFUSED,
    /** It ended without a candidate. */
    @JsonProperty("failed")
    FAILED,
    /** Somebody stopped it. */
    @JsonProperty("cancelled")
    CANCELLED
  }

  /**
   * An epoch of a run.
   *
   * @param phase {@code freeze} or {@code fine-tune}
   * @param epoch counted from 1 through both phases
   * @param loss over the training images
   * @param accuracy over the training images, in [0, 1]
   * @param validationLoss over the validation images; known of candidates
   * @param validationAccuracy over the validation images, in [0, 1], if any
   * @param seconds what it took; known of candidates
   * @param kept whether the candidate is what had been learned by its end; known of candidates
   */
  public record Epoch(
      String phase,
      int epoch,
      double loss,
      double accuracy,
      Optional<Double> validationLoss,
      Optional<Double> validationAccuracy,
      Optional<Double> seconds,
      Optional<Boolean> kept) {

    /** As it was replied. */
    public static Epoch of(Reply.Progress progress) {
      return new Epoch(
          progress.phase(),
          progress.epoch(),
          progress.loss(),
          progress.accuracy(),
          Optional.empty(),
          progress.validationAccuracy(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /** Copies the collections, and leaves out what there is no room for. */
  public TrainingRun {
    reason = reason.map(TrainingRun::bounded);
    text = bounded(text);
    Map<String, String> sorted = new TreeMap<>(settings);
    sorted.replaceAll((name, value) -> boundedSetting(value));
    settings = Collections.unmodifiableMap(sorted);
    curve = thinned(curve);
  }

  /**
   * A run without details.
   *
   * @param end the last reply to its command
   */
  public static TrainingRun of(Command.Retrain command, Instant began, int attempts, Reply end) {
    Optional<Reply.Done> done =
        end instanceof Reply.Done known ? Optional.of(known) : Optional.empty();
    Optional<Reply.Published> published =
        done.map(Reply.Done::outcome)
            .filter(Reply.Published.class::isInstance)
            .map(Reply.Published.class::cast);
    Optional<Reply.Rejected> rejected =
        done.map(Reply.Done::outcome)
            .filter(Reply.Rejected.class::isInstance)
            .map(Reply.Rejected.class::cast);
    return new TrainingRun(
        command.commandId(),
        command.isRefresh(),
        command.reason(),
        command.overrides(),
        command.force(),
        command.at(),
        began,
        attempts,
        outcome(end),
        text(end),
        published.map(Reply.Published::modelVersion),
        published
            .flatMap(Reply.Published::candidateAccuracy)
            .or(() -> rejected.map(Reply.Rejected::candidateAccuracy)),
        published
            .flatMap(Reply.Published::activeAccuracy)
            .or(() -> rejected.flatMap(Reply.Rejected::activeAccuracy)),
        done.flatMap(Reply.Done::active),
        done.flatMap(Reply.Done::runFingerprint),
        Map.of(),
        List.of(),
        Optional.empty(),
        end.at());
  }

  /** The same with details. */
  public TrainingRun with(
      Map<String, String> newSettings, List<Epoch> newCurve, Optional<RunFigures> newFigures) {
    return with(outcome, newSettings, newCurve, newFigures);
  }

  /** The same as a run that was stopped. */
  public TrainingRun asCancelled() {
    return with(Outcome.CANCELLED, settings, curve, figures);
  }

  private TrainingRun with(
      Outcome newOutcome,
      Map<String, String> newSettings,
      List<Epoch> newCurve,
      Optional<RunFigures> newFigures) {
    return new TrainingRun(
        commandId,
        refresh,
        reason,
        overrides,
        force,
        asked,
        began,
        attempts,
        newOutcome,
        text,
        modelVersion,
        candidateAccuracy,
        activeAccuracy,
        active,
        runFingerprint,
        newSettings,
        newCurve,
        newFigures,
        at);
  }

  /** The command that asked for it. */
  public Command.Retrain command() {
    return new Command.Retrain(
        commandId, overrides, reason, force, Optional.of(true).filter(any -> refresh), asked);
  }

  /** The last reply to its command. */
  public Reply end() {
    return switch (outcome) {
      case PUBLISHED ->
          done(new Reply.Published(modelVersion.orElse(""), candidateAccuracy, activeAccuracy));
      case REJECTED -> done(new Reply.Rejected(candidateAccuracy.orElse(0.0), activeAccuracy));
      case UNCHANGED -> done(new Reply.Completed());
      case REFUSED -> new Reply.Refused(commandId, text, at);
      case FAILED, CANCELLED -> new Reply.Failed(commandId, text, at);
    };
  }

  /** From when a trainer began with it to its end, interruptions included. */
  public Duration duration() {
    Duration taken = Duration.between(began, at);
    return taken.isNegative() ? Duration.ZERO : taken;
  }

  private Reply done(Reply.Outcome what) {
    return new Reply.Done(commandId, what, text, active, runFingerprint, at);
  }

  private static Outcome outcome(Reply end) {
    if (end instanceof Reply.Done done) {
      if (done.outcome() instanceof Reply.Published) {
        return Outcome.PUBLISHED;
      }
      return done.outcome() instanceof Reply.Rejected ? Outcome.REJECTED : Outcome.UNCHANGED;
    }
    return end instanceof Reply.Refused ? Outcome.REFUSED : Outcome.FAILED;
  }

  private static String text(Reply end) {
    if (end instanceof Reply.Done done) {
      return done.text();
    } else if (end instanceof Reply.Refused refused) {
      return refused.why();
    } else if (end instanceof Reply.Failed failed) {
      return failed.reason();
    }
    throw new IllegalArgumentException("not the end of a run: " + end);
  }

  private static String bounded(String whole) {
    return whole.length() <= LONGEST_TEXT ? whole : TextStart.of(whole, LONGEST_TEXT - 1) + "…";
  }

  /** With a digest, so that different values stay different. */
  private static String boundedSetting(String whole) {
    return whole.length() <= LONGEST_SETTING
        ? whole
        : "%s… (%d characters, SHA-256 %s)"
            .formatted(
                TextStart.of(whole, LONGEST_SETTING - SETTING_END),
                whole.length(),
                Sha256.of(whole.getBytes(StandardCharsets.UTF_8)));
  }

  /** Every so many epochs, and the last one. */
  private static List<Epoch> thinned(List<Epoch> all) {
    if (all.size() <= MOST_EPOCHS) {
      return List.copyOf(all);
    }
    int step = (all.size() + MOST_EPOCHS - 2) / (MOST_EPOCHS - 1);
    List<Epoch> fewer = new ArrayList<>();
    for (int i = 0; i < all.size() - 1; i += step) {
      fewer.add(all.get(i));
    }
    fewer.add(all.get(all.size() - 1));
    return List.copyOf(fewer);
  }
}
