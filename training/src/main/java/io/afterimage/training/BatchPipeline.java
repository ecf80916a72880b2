package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.training.dataset.DecodedImage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Prepares batches on its own threads, a few ahead of the one that learns, and hands them over in
 * order. Used by one thread; closing waits for batches in progress, so that the frozen layers may
 * be closed after it.
 */
final class BatchPipeline implements AutoCloseable {

  /** A batch as the learner takes it. */
  record Batch(Activations activations, int[] labels) {}

  /** Puts one image into its place in a batch. Thread-safe. */
  interface ImageWriter {

    /** Writes height x width x 3 bytes from the target's position 0. */
    void write(DecodedImage image, ByteBuffer target);

    /** The unchanged image. */
    ImageWriter AS_IS = (image, target) -> target.put(image.rgb());
  }

  private static final int BATCHES_AHEAD_PER_THREAD = 2;

  private final ActivationSource source;
  private final int bytesPerImage;
  private final int batchSize;
  private final int batchesAhead;
  private final ExecutorService pool;
  private final BlockingQueue<ByteBuffer> buffers;

  BatchPipeline(ActivationSource source, InputSpec input, int batchSize, int threads) {
    this.source = source;
    this.bytesPerImage = input.bytesPerImage();
    this.batchSize = batchSize;
    this.batchesAhead = threads * BATCHES_AHEAD_PER_THREAD;
    AtomicInteger number = new AtomicInteger();
    this.pool =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, "activations-" + number.incrementAndGet()));
    this.buffers = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      buffers.add(ByteBuffer.allocateDirect(Math.multiplyExact(batchSize, bytesPerImage)));
    }
  }

  /**
   * Takes the images in order through the frozen layers.
   *
   * @param cancelled asked before each batch
   * @param receiver gets each batch on the calling thread
   * @throws CancellationException when cancelled
   */
  void run(
      List<DecodedImage> images,
      ImageWriter writer,
      BooleanSupplier cancelled,
      Consumer<Batch> receiver) {
    Queue<Future<Batch>> ahead = new ArrayDeque<>();
    try {
      int next = 0;
      while (next < images.size() || !ahead.isEmpty()) {
        requireNot(cancelled);
        while (next < images.size() && ahead.size() < batchesAhead) {
          List<DecodedImage> batch =
              images.subList(next, Math.min(next + batchSize, images.size()));
          ahead.add(pool.submit(() -> prepare(batch, writer)));
          next += batch.size();
        }
        receiver.accept(await(ahead.remove()));
      }
    } finally {
      ahead.forEach(future -> future.cancel(false));
    }
  }

  static void requireNot(BooleanSupplier cancelled) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("training was cancelled");
    }
  }

  private Batch prepare(List<DecodedImage> images, ImageWriter writer) throws InterruptedException {
    ByteBuffer buffer = buffers.take();
    try {
      int[] labels = new int[images.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = images.get(i).label();
        writer.write(images.get(i), buffer.slice(i * bytesPerImage, bytesPerImage));
      }
      return new Batch(source.run(buffer, labels.length), labels);
    } finally {
      buffers.add(buffer);
    }
  }

  private static Batch await(Future<Batch> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the frozen layers failed on a batch", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("training was interrupted");
    }
  }

  @Override
  public void close() {
    pool.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
