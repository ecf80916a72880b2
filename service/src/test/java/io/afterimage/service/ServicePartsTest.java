package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ServicePartsTest {

  private final ServiceParts parts = new ServiceParts(Duration.ofSeconds(10));
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void shouldCloseTheLastOneFirstAndGoOnAfterAFailure() {
    parts.add(() -> closed.add("first"));
    parts.add(
        () -> {
          throw new IllegalStateException("broken");
        });
    parts.add(
        () -> {
          throw new LinkageError("broken too");
        });
    parts.add(() -> closed.add("last"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("last", "first");
  }

  @Test
  void shouldStopAllPartsBeforeItClosesTheFirst() {
    parts.add(new Tail("first"));
    parts.add(() -> closed.add("closed middle"));
    parts.add(new Tail("broken"));
    parts.add(new Tail("last"));

    parts.close();

    assertThat(closed)
        .containsExactly(
            "stopped last",
            "stopped first",
            "closed last",
            "closed broken",
            "closed middle",
            "closed first");
  }

  @Test
  void shouldNotWaitForAPartThatHangs() {
    CountDownLatch hanging = new CountDownLatch(1);
    ServiceParts hasty = new ServiceParts(Duration.ofMillis(50));
    hasty.add(() -> closed.add("first"));
    hasty.add(hanging::await);

    hasty.close();

    await().atMost(Duration.ofMinutes(3)).until(() -> closed.contains("first"));
    assertThat(hanging.getCount()).isEqualTo(1);
  }

  private final class Tail implements Stoppable {
    private final String name;

    Tail(String name) {
      this.name = name;
    }

    @Override
    public void stop() {
      if (name.equals("broken")) {
        throw new IllegalStateException(name);
      }
      closed.add("stopped " + name);
    }

    @Override
    public void close() {
      closed.add("closed " + name);
    }
  }
}
