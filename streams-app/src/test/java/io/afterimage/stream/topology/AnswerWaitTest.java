package io.afterimage.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Stages;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AnswerWaitTest {

  private static final Duration LIMIT = Duration.ofMillis(20);
  private static final ImagePointer POINTER = new ImagePointer("images", 3, 42);

  private final CompletableFuture<Answer> answer = new CompletableFuture<>();

  @Test
  void shouldFailWhenNothingIsDecodedWithinTheLimit() {
    AnswerWait wait = new AnswerWait(LIMIT, () -> 7);

    assertThatThrownBy(() -> wait.await(answer, POINTER))
        .isInstanceOf(ClassificationFailedException.class)
        .hasMessageContainingAll("images-3-42", "workers are stuck");
  }

  @Test
  void shouldWaitBeyondTheLimitWhileOtherImagesAreDecoded() throws Exception {
    Answer late = new Answer.NoAnswer("v1", "late", new Stages(0, 0, 0, 0, 0, 0));
    AtomicInteger decoded = new AtomicInteger();
    AnswerWait wait =
        new AnswerWait(
            LIMIT,
            () -> {
              if (decoded.incrementAndGet() == 4) {
                answer.complete(late);
              }
              return decoded.get();
            });

    assertThat(wait.await(answer, POINTER)).isSameAs(late);
    assertThat(decoded).hasValue(4);
  }
}
