package io.afterimage.models.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.RequestQueue.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestQueueTest {

  private final RequestQueue queue = new RequestQueue(8, Duration.ZERO);

  /** As when all workers are stuck and whoever asked gives up. */
  @Test
  void shouldNotKeepCancelledImagesThatNoWorkerTakes() {
    for (int poll = 0; poll < 10; poll++) {
      List<Request> polled = requests(100);
      queue.add(polled);
      polled.forEach(request -> request.answer().cancel(false));
    }

    assertThat(queue.size()).isEqualTo(100);
  }

  @Test
  void shouldKeepTheOrderOfTheOthers() throws InterruptedException {
    List<Request> requests = requests(4);
    queue.add(requests.subList(0, 3));
    requests.get(1).answer().cancel(false);
    queue.add(requests.subList(3, 4));

    assertThat(queue.take()).containsExactly(requests.get(0), requests.get(2), requests.get(3));
  }

  private static List<Request> requests(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Request(new byte[] {(byte) i}, new CompletableFuture<>(), 0))
        .toList();
  }
}
