package io.afterimage.trainer.trigger;

import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.training.validation.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides when a run is due. Several reasons at once make one run; none is due while one is asked
 * for or under way, nor within the pause after the last one. What it has seen of predictions and
 * labels is forgotten with the version that they are of. Thread-safe.
 */
public final class TriggerPolicy {

  private static final int CONFIDENCE_BINS = 10;

  private final TriggerConfig config;
  private final InstantSource clock;
  private final Deque<Judged> judged = new ArrayDeque<>();
  private final Map<String, Integer> newLabels = new HashMap<>();
  private final Spread<String> labels;
  private final Spread<Integer> confidence;
  private Optional<Announced> active = Optional.empty();
  private Instant lastRun;
  private Optional<Instant> earlierRun = Optional.empty();
  private boolean underWay;
  private int newLabelCount;

  /** Whether the active version had been right about a labelled image. */
  private record Judged(String imageId, boolean right) {}

  /** As if a run had ended now, unless told otherwise. */
  public TriggerPolicy(TriggerConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.labels = new Spread<>(config.predictedWindow());
    this.confidence = new Spread<>(config.predictedWindow());
    this.lastRun = clock.instant();
  }

  /** When a run was heard of last, before this policy was. */
  public synchronized void ranBefore(Instant at) {
    lastRun = at;
    earlierRun = Optional.of(at);
  }

  /** When a run was heard of last, before this policy was; empty when there was none. */
  public synchronized Optional<Instant> earlierRun() {
    return earlierRun;
  }

  /** These images were labelled since the last run, as far as the training set shows. */
  public synchronized void labelledBefore(Collection<String> imageIds) {
    imageIds.forEach(this::countNew);
  }

  /** A label has come. */
  public synchronized void labelled(LabelledExample example) {
    countNew(example.imageId());
    if (isActive(example.modelVersion())) {
      judged.add(new Judged(example.imageId(), example.correct()));
      if (judged.size() > config.labelledWindow()) {
        judged.remove();
      }
    }
  }

  /** An image's labels no longer hold: they begin no run, and say nothing against a version. */
  public synchronized void retracted(String imageId) {
    Integer labels = newLabels.remove(imageId);
    newLabelCount -= labels == null ? 0 : labels;
    judged.removeIf(label -> label.imageId().equals(imageId));
  }

  private void countNew(String imageId) {
    newLabels.merge(imageId, 1, Integer::sum);
    newLabelCount++;
  }

  /** A prediction was made. */
  public synchronized void predicted(Prediction prediction) {
    if (isActive(prediction.modelVersion())) {
      labels.add(prediction.label());
      confidence.add(
          Math.min(CONFIDENCE_BINS - 1, (int) (prediction.confidence() * CONFIDENCE_BINS)));
    }
  }

  /** Which version is active. */
  public synchronized void active(Optional<Announced> version) {
    if (!version.map(Announced::modelVersion).equals(active.map(Announced::modelVersion))) {
      judged.clear();
      labels.clear();
      confidence.clear();
    }
    active = version;
  }

  /** A run was asked for, or has begun. */
  public synchronized void runBegan() {
    underWay = true;
    newLabels.clear();
    newLabelCount = 0;
  }

  /** The run has ended, whatever came of it. */
  public synchronized void runEnded() {
    underWay = false;
    lastRun = clock.instant();
    judged.clear();
    labels.clear();
    confidence.clear();
  }

  /** How far it is to the next run. */
  public synchronized TriggerState state() {
    return new TriggerState(
        newLabelCount,
        lastRun,
        judged.size() < config.labelledWindow()
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) hits() / judged.size()),
        labels.shift(),
        confidence.shift(),
        due().size());
  }

  /** Why a run is due; empty when none is. */
  public synchronized List<Trigger> due() {
    Duration since = Duration.between(lastRun, clock.instant());
    if (underWay || since.compareTo(config.minimumPause()) < 0) {
      return List.of();
    }
    List<Trigger> due = new ArrayList<>();
    if (config.newLabels() > 0 && newLabelCount >= config.newLabels()) {
      due.add(new Trigger.NewLabels(newLabelCount));
    }
    if (!config.interval().isZero() && since.compareTo(config.interval()) >= 0) {
      due.add(new Trigger.Elapsed(since));
    }
    active.ifPresent(
        version -> {
          accuracyDrift(version).ifPresent(due::add);
          predictionDrift(version, "labels", labels).ifPresent(due::add);
          predictionDrift(version, "confidence", confidence).ifPresent(due::add);
        });
    return due;
  }

  /** By more than configured, and by more than chance explains: the interval's end is below too. */
  private Optional<Trigger> accuracyDrift(Announced version) {
    if (config.accuracyDrop() == 0
        || judged.size() < config.labelledWindow()
        || version.validationAccuracy().isEmpty()) {
      return Optional.empty();
    }
    double heldOut = version.validationAccuracy().get();
    int hits = hits();
    double recent = (double) hits / judged.size();
    boolean below =
        recent < heldOut - config.accuracyDrop()
            && Interval.wilson(hits, judged.size()).high() < heldOut;
    return below
        ? Optional.of(new Trigger.AccuracyDrift(version.modelVersion(), recent, heldOut))
        : Optional.empty();
  }

  private int hits() {
    return (int) judged.stream().filter(Judged::right).count();
  }

  private Optional<Trigger> predictionDrift(Announced version, String of, Spread<?> spread) {
    double shift = spread.shift().orElse(0);
    return config.stability() > 0 && shift > config.stability()
        ? Optional.of(new Trigger.PredictionDrift(version.modelVersion(), of, shift))
        : Optional.empty();
  }

  private boolean isActive(String version) {
    return active.filter(announced -> announced.modelVersion().equals(version)).isPresent();
  }
}
