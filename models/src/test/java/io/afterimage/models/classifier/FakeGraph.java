package io.afterimage.models.classifier;

import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * A graph whose probabilities follow from the image's first byte: a value of {@code k} makes label
 * {@code k} certain. Batches can be held up, counted, and made to fail.
 */
final class FakeGraph implements ImageGraph {

  static final int SIZE = 2;

  final List<Integer> batches = new CopyOnWriteArrayList<>();
  final Semaphore permits = new Semaphore(1_000_000);
  volatile RuntimeException failure;
  volatile Error error;

  /** The label whose images get rows that are not numbers; none at first. */
  volatile int unanswerable = -1;

  /** What the label has that the image names; the others have nothing. */
  volatile float certainty = 1;

  /** Of every image; none at first. */
  volatile Optional<Float> novelty = Optional.empty();

  volatile boolean closed;
  private final int labels;

  FakeGraph(int labels) {
    this.labels = labels;
  }

  /** From now on each batch waits for a permit. */
  void hold() {
    permits.drainPermits();
  }

  @Override
  public float[][] run(ByteBuffer images, int n) {
    if (closed) {
      throw new IllegalStateException("run after close");
    }
    batches.add(n);
    permits.acquireUninterruptibly();
    if (failure != null) {
      throw failure;
    }
    if (error != null) {
      throw error;
    }
    float[][] rows = new float[n][labels];
    for (int i = 0; i < n; i++) {
      int first = images.get(i * SIZE * SIZE * 3) & 0xff;
      rows[i][first % labels] = first % labels == unanswerable ? Float.NaN : certainty;
    }
    return rows;
  }

  @Override
  public GraphOutput outputs(ByteBuffer images, int n) {
    float[] scores = new float[n];
    novelty.ifPresent(score -> Arrays.fill(scores, score));
    return new GraphOutput(run(images, n), novelty.map(score -> scores));
  }

  @Override
  public int height() {
    return SIZE;
  }

  @Override
  public int width() {
    return SIZE;
  }

  @Override
  public void close() {
    if (closed) {
      throw new IllegalStateException("closed twice");
    }
    closed = true;
  }
}
