package io.afterimage.models.classifier;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Images that wait for a worker, first come first served. A free worker takes its share of what is
 * waiting, up to the largest batch: an idle neighbour gets the other share, and nobody waits for a
 * batch to fill unless a linger is set. Thread-safe.
 */
final class RequestQueue {

  /** One image, its answer to be, and when it came ({@link System#nanoTime}). */
  record Request(byte[] image, CompletableFuture<Answer> answer, long submittedNanos) {}

  private final int maxBatch;
  private final long lingerNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Request> waiting = new ArrayDeque<>();
  private int idleWorkers;
  private boolean closed;

  RequestQueue(int maxBatch, Duration linger) {
    this.maxBatch = maxBatch;
    this.lingerNanos = linger.toNanos();
  }

  void add(List<Request> requests) {
    lock.lock();
    try {
      if (closed) {
        requests.forEach(RequestQueue::refuse);
        return;
      }
      // Workers that are stuck do not take what was cancelled, and it would keep its image in
      // memory.
      waiting.removeIf(request -> request.answer().isDone());
      waiting.addAll(requests);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for images and takes a batch; an empty one means that the queue was closed. */
  List<Request> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      List<Request> batch;
      do {
        idleWorkers++;
        try {
          awaitBatch();
        } finally {
          idleWorkers--;
        }
        batch = drain();
      } while (batch.isEmpty() && !closed);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  int idleWorkers() {
    lock.lock();
    try {
      return idleWorkers;
    } finally {
      lock.unlock();
    }
  }

  /** Lets every worker go; what still waits is answered exceptionally. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(RequestQueue::refuse);
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitBatch() throws InterruptedException {
    while (!closed) {
      if (waiting.isEmpty()) {
        changed.await();
        continue;
      }
      long remaining = waiting.peek().submittedNanos() + lingerNanos - System.nanoTime();
      if (lingerNanos == 0 || waiting.size() >= maxBatch || remaining <= 0) {
        return;
      }
      changed.awaitNanos(remaining);
    }
  }

  private List<Request> drain() {
    int sharers = 1 + idleWorkers;
    int share = Math.min(maxBatch, (waiting.size() + sharers - 1) / sharers);
    List<Request> batch = new ArrayList<>(share);
    while (batch.size() < share && !waiting.isEmpty()) {
      Request next = waiting.poll();
      if (!next.answer().isDone()) {
        batch.add(next);
      }
    }
    return batch;
  }

  private static void refuse(Request request) {
    request.answer().completeExceptionally(new IllegalStateException("the classifier is closed"));
  }
}
