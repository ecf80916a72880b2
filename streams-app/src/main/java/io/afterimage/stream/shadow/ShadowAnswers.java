package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.Answer.NoAnswer;
import io.afterimage.models.classifier.Stages;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.stream.shadow.ShadowMetrics.Skipped;
import io.afterimage.stream.shadow.ShadowTable.UnderWay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What the shadow says of an image that the active version has just answered. The stream thread
 * waits for it, for twice the active version's time, at least 50 and at most 100 ms: a shadow that
 * is later gives the image up, and has a pause. Thread-safe.
 */
public final class ShadowAnswers {

  /** A busy scheduler may let an idle worker wait as long. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(50);

  /** The active version's time includes its queue, which is long in a busy stream. */
  private static final Duration MOST_WAIT = Duration.ofMillis(100);

  private static final int TIMES_ACTIVE = 2;

  private final ShadowTable table;
  private final DecisionRule decisions;
  private final ShadowMetrics metrics;
  private final InstantSource clock;

  /** Of the table's shadow, whichever that is; both versions' labels are decided in this way. */
  public ShadowAnswers(
      ShadowTable table, DecisionRule decisions, ShadowMetrics metrics, InstantSource clock) {
    this.table = table;
    this.decisions = decisions;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Waits for the shadow's answer, where the image is sampled.
   *
   * @param key of the image's record, may be {@code null}
   * @param value the encoded image
   * @param active what the prediction was made of
   * @return empty where the image is not sampled, or the shadow does not keep up
   */
  public Optional<ShadowPrediction> of(
      String imageId, ImagePointer picture, byte[] key, byte[] value, Classified active) {
    Optional<UnderWay> underWay = table.take(picture, key, value);
    if (underWay.isEmpty()) {
      return Optional.empty();
    }
    Optional<ShadowPrediction> made =
        answer(underWay.get(), active.stages())
            .flatMap(answer -> prediction(imageId, picture, underWay.get().by(), answer, active));
    made.ifPresent(metrics::answered);
    return made;
  }

  /** An answer of {@link #of} does not fit into its topic. */
  public void tooLarge() {
    metrics.skipped(Skipped.TOO_LARGE);
  }

  private Optional<Answer> answer(UnderWay underWay, Stages active) {
    if (underWay.answer().isEmpty()) {
      metrics.skipped(Skipped.PAUSED);
      return Optional.empty();
    }
    CompletableFuture<Answer> answer = underWay.answer().get();
    if (underWay.by().isPaused() && !answer.isDone()) {
      answer.cancel(false);
      metrics.skipped(Skipped.PAUSED);
      return Optional.empty();
    }
    long from = System.nanoTime();
    try {
      return Optional.of(answer.get(limit(active).toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      underWay.by().pauseAfter(Duration.ofNanos(System.nanoTime() - from));
      answer.cancel(false);
      metrics.skipped(Skipped.LATE);
    } catch (ExecutionException | CancellationException e) {
      metrics.skipped(Skipped.FAILED);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return Optional.empty();
  }

  /** How long the answer is waited for. */
  static Duration limit(Stages active) {
    long nanos = TIMES_ACTIVE * (active.inferred() - active.submitted());
    return Duration.ofNanos(Math.min(MOST_WAIT.toNanos(), Math.max(LEAST_WAIT.toNanos(), nanos)));
  }

  private Optional<ShadowPrediction> prediction(
      String imageId, ImagePointer picture, Shadow by, Answer answer, Classified active) {
    if (answer instanceof Classified classified) {
      int best = classified.best();
      return Optional.of(
          made(
              imageId,
              picture,
              by,
              Optional.of(label(classified)),
              Optional.of((double) classified.probabilities()[best]),
              Optional.empty(),
              answer.stages(),
              active));
    } else if (answer instanceof NoAnswer none) {
      return Optional.of(
          made(
              imageId,
              picture,
              by,
              Optional.empty(),
              Optional.empty(),
              Optional.of(none.detail()),
              answer.stages(),
              active));
    }
    // The active version's input is another size: the decoder refuses the image for this one only.
    metrics.skipped(Skipped.FAILED);
    return Optional.empty();
  }

  private String label(Classified answer) {
    return decisions.decide(answer.labels(), answer.probabilities()).label();
  }

  private ShadowPrediction made(
      String imageId,
      ImagePointer picture,
      Shadow by,
      Optional<String> label,
      Optional<Double> confidence,
      Optional<String> fault,
      Stages stages,
      Classified active) {
    return new ShadowPrediction(
        imageId,
        picture,
        by.version(),
        label,
        confidence,
        fault,
        stages.inferenceMillis(),
        active.modelVersion(),
        label(active),
        active.probabilities()[active.best()],
        active.stages().inferenceMillis(),
        clock.instant());
  }
}
