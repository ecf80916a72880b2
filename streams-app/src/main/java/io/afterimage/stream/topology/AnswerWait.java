package io.afterimage.stream.topology;

import io.afterimage.models.classifier.Answer;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the answer to an image, for as long as the classifier decodes others meanwhile. For any
 * thread.
 */
final class AnswerWait {

  private static final Logger log = LoggerFactory.getLogger(AnswerWait.class);

  private final Duration limit;
  private final LongSupplier decoded;

  /**
   * A wait for one classifier.
   *
   * @param limit the classifier is stuck when it has decoded no image in this time
   * @param decoded how many images it has decoded so far
   */
  AnswerWait(Duration limit, LongSupplier decoded) {
    this.limit = limit;
    this.decoded = decoded;
  }

  /**
   * The answer, when it is there.
   *
   * @throws ExecutionException when the classifier failed on it
   * @throws ClassificationFailedException when the classifier is stuck, or the thread interrupted
   */
  Answer await(CompletableFuture<Answer> answer, ImagePointer pointer) throws ExecutionException {
    try {
      long now = decoded.getAsLong();
      long before;
      do {
        before = now;
        try {
          return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          now = decoded.getAsLong();
          log.atWarn()
              .addKeyValue("record", pointer)
              .addKeyValue("seconds", limit.toSeconds())
              .addKeyValue("decodedMeanwhile", now - before)
              .log(
                  "waiting for an image; large images are ahead of it, or there are too few cores");
        }
      } while (now > before);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClassificationFailedException("interrupted while waiting for " + pointer, e);
    }
    throw new ClassificationFailedException(
        "image %s had no answer after %d s in which no other was decoded: the classifier's workers are stuck"
            .formatted(pointer, limit.toSeconds()),
        new TimeoutException());
  }
}
