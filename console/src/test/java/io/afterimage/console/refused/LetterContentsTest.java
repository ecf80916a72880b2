package io.afterimage.console.refused;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.schemas.events.ImagePointer;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LetterContentsTest {

  private static final ImagePointer PLACE = new ImagePointer("dead-letters", 0, 7);

  @Test
  void shouldReadSomeAtOnceOnlyAndLeaveTheServersThreadsToOthers() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger reading = new AtomicInteger();
    LetterContents contents =
        new LetterContents(
            place -> {
              reading.incrementAndGet();
              await().until(() -> goOn.getCount() == 0);
              return Optional.empty();
            });
    ExecutorService threads = Executors.newFixedThreadPool(LetterContents.MOST_AT_ONCE);
    try {
      List<? extends Future<?>> waiting =
          IntStream.range(0, LetterContents.MOST_AT_ONCE)
              .mapToObj(i -> threads.submit(() -> contents.read(PLACE)))
              .toList();
      await().until(() -> reading.get() == LetterContents.MOST_AT_ONCE);

      assertThatThrownBy(() -> contents.read(PLACE)).isInstanceOf(ServiceUnavailableResponse.class);

      goOn.countDown();
      waiting.forEach(
          read -> assertThatThrownBy(read::get).hasCauseInstanceOf(NotFoundResponse.class));
      assertThatThrownBy(() -> contents.read(PLACE)).isInstanceOf(NotFoundResponse.class);
    } finally {
      threads.shutdownNow();
    }
  }
}
