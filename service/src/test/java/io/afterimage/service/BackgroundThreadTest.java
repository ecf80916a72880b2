package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackgroundThreadTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private BackgroundThread thread;

  private BackgroundThread thread(Duration limit, Runnable work) {
    thread = new BackgroundThread("test-work", limit, work, failure::complete);
    return thread;
  }

  @Test
  void shouldEndAPauseWhenItIsClosed() {
    CompletableFuture<String> worked = new CompletableFuture<>();
    thread(
            LIMIT,
            () -> {
              worked.complete(Thread.currentThread().getName());
              while (!thread.isStopping()) {
                thread.pause(Duration.ofDays(1));
              }
            })
        .start();
    assertThat(worked.join()).isEqualTo("test-work");
    assertThat(thread.hasEnded()).isFalse();

    thread.close();

    assertThat(thread.hasEnded()).isTrue();
    assertThat(failure).isNotDone();
    thread.close();
  }

  @Test
  void shouldTellWhatTheWorkThrew() {
    AssertionError fault = new AssertionError("lost");
    thread(
            LIMIT,
            () -> {
              throw fault;
            })
        .start();

    assertThat(failure.join()).isSameAs(fault);
  }

  /** Whoever stops a run still waits for its outcome; whoever closes a thread does not. */
  @Test
  void shouldTellAFailureAfterAStopButNotOneThatClosingBrings() {
    CountDownLatch failing = new CountDownLatch(1);
    Runnable work =
        () -> {
          while (!thread.isStopping()) {
            thread.pause(LIMIT);
          }
          await().atMost(LIMIT).until(() -> failing.getCount() == 0);
          throw new IllegalStateException("too late");
        };
    thread(LIMIT, work).start();
    thread.stop();
    failing.countDown();
    assertThat(failure.join()).hasMessage("too late");

    AtomicReference<Throwable> told = new AtomicReference<>();
    thread = new BackgroundThread("closed", LIMIT, work, told::set);
    thread.start();
    thread.close();
    assertThat(thread.hasEnded()).isTrue();
    assertThat(told).hasNullValue();
  }

  @Test
  void shouldInterruptWorkThatDoesNotEndInTime() {
    CountDownLatch interrupted = new CountDownLatch(1);
    BackgroundThread stuck =
        new BackgroundThread(
            "stuck",
            Duration.ofMillis(50),
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            },
            failure::complete);
    stuck.start();

    stuck.close();

    await().atMost(LIMIT).until(() -> interrupted.getCount() == 0);
    await().atMost(LIMIT).until(stuck::hasEnded);
  }

  @Test
  void shouldCloseWhatWasNeverStarted() {
    thread(LIMIT, () -> {}).close();

    assertThat(thread.hasEnded()).isTrue();
  }
}
