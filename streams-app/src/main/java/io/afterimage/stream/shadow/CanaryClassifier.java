package io.afterimage.stream.shadow;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.Classifier;
import io.afterimage.stream.shadow.CanaryMetrics.Fallback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The canary's answers; where it has none, fails, is closed or does not come in time, the active
 * version's, as while its breaker is open. Thread-safe.
 */
public final class CanaryClassifier implements Classifier {

  /** Beyond any queue of a canary that works. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final Classifier canary;
  private final Classifier active;
  private final CanaryBreaker breaker;
  private final Duration limit;
  private final CanaryMetrics metrics;

  /** As the stream has it. */
  public CanaryClassifier(
      Classifier canary, Classifier active, CanaryBreaker breaker, CanaryMetrics metrics) {
    this(canary, active, breaker, LIMIT, metrics);
  }

  CanaryClassifier(
      Classifier canary,
      Classifier active,
      CanaryBreaker breaker,
      Duration limit,
      CanaryMetrics metrics) {
    this.canary = canary;
    this.active = active;
    this.breaker = breaker;
    this.limit = limit;
    this.metrics = metrics;
  }

  @Override
  public List<CompletableFuture<Answer>> submit(List<byte[]> images) {
    if (breaker.isOpen()) {
      images.forEach(image -> metrics.fallenBack(Fallback.PAUSED));
      return active.submit(images);
    }
    List<CompletableFuture<Answer>> own = canary.submit(images);
    List<CompletableFuture<Answer>> answers = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      answers.add(orActive(own.get(i), images.get(i)));
    }
    return answers;
  }

  private CompletableFuture<Answer> orActive(CompletableFuture<Answer> own, byte[] image) {
    CompletableFuture<Answer> answer =
        own.copy()
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .thenApply(this::classified)
            .exceptionally(fault -> unclassified(own, fault))
            .thenCompose(
                said ->
                    said.map(CompletableFuture::completedFuture).orElseGet(() -> byActive(image)));
    var unused = answer.whenComplete((said, fault) -> cancelTogether(answer, own));
    return answer;
  }

  private Optional<Answer> classified(Answer said) {
    if (said instanceof Classified) {
      return Optional.of(said);
    }
    metrics.fallenBack(Fallback.NO_ANSWER);
    return Optional.empty();
  }

  private Optional<Answer> unclassified(CompletableFuture<Answer> own, Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    boolean isLate = cause instanceof TimeoutException;
    if (isLate) {
      breaker.late();
    }
    metrics.fallenBack(isLate ? Fallback.LATE : Fallback.FAILED);
    own.cancel(false);
    return Optional.empty();
  }

  private CompletableFuture<Answer> byActive(byte[] image) {
    return active.submit(Collections.singletonList(image)).get(0);
  }

  private static void cancelTogether(
      CompletableFuture<Answer> answer, CompletableFuture<Answer> own) {
    if (answer.isCancelled()) {
      own.cancel(false);
    }
  }

  @Override
  public long decoded() {
    return canary.decoded();
  }
}
