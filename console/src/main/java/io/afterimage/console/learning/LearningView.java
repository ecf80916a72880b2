package io.afterimage.console.learning;

import io.afterimage.console.learning.Judgements.Judgement;
import io.afterimage.console.learning.LearningReport.Coverage;
import io.afterimage.console.learning.Sources.SourceFigures;
import io.afterimage.console.learning.VersionFigures.ClassFigures;
import io.afterimage.console.learning.VersionFigures.Confidence;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RetractedExample;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * How well learning goes, folded from the topics. Its memory is bounded by labels and buckets,
 * whatever comes: counts are kept, no records. Every moment is that of the record, which the broker
 * stamped; one that lies in the future counts as now. Thread-safe.
 */
public final class LearningView {

  /** Versions with figures of their own, those with the latest answers and labels. */
  private static final int MOST_VERSIONS = 64;

  private final InstantSource clock;
  private final LabelIndex labels = new LabelIndex();
  private final RunningAccuracy accuracy = new RunningAccuracy();
  private final LabelMix predicted = new LabelMix(labels);
  private final LabelMix truth = new LabelMix(labels);
  private final Novelty novelty = new Novelty();
  private final Judgements judgements = new Judgements(this::judge);
  private final Sources sources = new Sources();
  private final Audits audits = new Audits();
  private final Turns turns = new Turns();
  private final Recent<String, VersionFigures> versions = new Recent<>(MOST_VERSIONS);

  private long predictions;
  private long judged;
  private Optional<Instant> since = Optional.empty();
  private long revision;

  /** An empty one. */
  public LearningView(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes a prediction that was written then. */
  public synchronized void take(Prediction prediction, long millis) {
    long at = atMost(millis);
    int label = labels.of(prediction.label());
    predicted.add(at, label, 1);
    novelty.add(at, prediction);
    figures(prediction.modelVersion())
        .predicted(labels.of(prediction.answer()), prediction.confidence());
    predictions++;
    if (since.isEmpty() || since.get().toEpochMilli() > at) {
      since = Optional.of(Instant.ofEpochMilli(at));
    }
    revision++;
  }

  /** Takes an example that was written then; one that is only an opinion judges no answer. */
  public synchronized void take(LabelledExample example, long millis) {
    if (example.saysOnlyAnOpinion()) {
      return;
    }
    judgements.take(example, atMost(millis));
    revision++;
  }

  /** Takes back an example. */
  public synchronized void take(RetractedExample retracted) {
    judgements.take(retracted);
    revision++;
  }

  /** Takes a label, or a retraction, that was sent then. */
  public synchronized void take(LabelEvent event, long millis) {
    sources.take(event, atMost(millis));
    revision++;
  }

  /** Takes a request for a label. */
  public synchronized void take(LabelRequest request) {
    audits.take(request);
    revision++;
  }

  /** Takes the next event of its log. */
  public synchronized void take(ModelEvent event) {
    turns.take(event);
    revision++;
  }

  /** Takes a command. */
  public synchronized void take(Command command) {
    turns.take(command);
    revision++;
  }

  /** Takes a reply to a command. */
  public synchronized void take(Reply reply) {
    turns.take(reply);
    revision++;
  }

  /** Grows with everything that is taken. */
  public synchronized long revision() {
    return revision;
  }

  /** What the charts over time show. */
  public synchronized LearningReport report(Span span) {
    Instant now = clock.instant();
    long millis = now.toEpochMilli();
    List<Long> times = History.starts(millis, span);
    return new LearningReport(
        now,
        span,
        span.width().toSeconds(),
        times,
        turns.active(),
        RunningAccuracy.WINDOW,
        accuracy.lines(millis, span),
        predicted.bands(millis, span),
        truth.bands(millis, span),
        novelty.points(millis, span),
        turns.since(Instant.ofEpochSecond(times.get(0))),
        audits.figures(now),
        new Coverage(predictions, since, judged));
  }

  /** The versions that have figures, those with the latest answers and labels last. */
  public synchronized List<String> versions() {
    return List.copyOf(versions.keySet());
  }

  /** The version that answers. */
  public synchronized Optional<String> active() {
    return turns.active();
  }

  /** The classes of a version; none where it is unknown. */
  public synchronized List<ClassFigures> classes(String version) {
    return Optional.ofNullable(versions.get(version))
        .map(VersionFigures::classes)
        .orElse(List.of());
  }

  /** How sure a version was, and whether rightly so; all 0 where it is unknown. */
  public synchronized Confidence confidence(String version) {
    return Optional.ofNullable(versions.get(version))
        .orElseGet(() -> new VersionFigures(labels))
        .confidence();
  }

  /** Who gives labels. */
  public synchronized List<SourceFigures> sources() {
    return sources.figures();
  }

  private void judge(Judgement judgement, int times) {
    int answer = labels.of(judgement.answer());
    int label = labels.of(judgement.truth());
    accuracy.add(judgement.millis(), judgement.version(), judgement.right(), times);
    truth.add(judgement.millis(), label, times);
    figures(judgement.version())
        .judged(answer, label, judgement.confidence(), judgement.millis(), times);
    judged += times;
  }

  private VersionFigures figures(String version) {
    return versions.computeIfAbsent(version, any -> new VersionFigures(labels));
  }

  private long atMost(long millis) {
    return Math.min(millis, clock.millis());
  }
}
