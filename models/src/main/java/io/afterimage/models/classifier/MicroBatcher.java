package io.afterimage.models.classifier;

import io.afterimage.images.Decoded;
import io.afterimage.images.InputSpec;
import io.afterimage.models.Manifest;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.Answer.NoAnswer;
import io.afterimage.models.classifier.Answer.Refused;
import io.afterimage.models.classifier.RequestQueue.Request;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.schemas.events.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers images from any number of threads into batches and runs them through the slot's model.
 *
 * <p>Each worker thread ({@code classifier-worker-N}, started here, stopped by {@link #close})
 * takes a batch, leases the model, decodes at that model's input size, infers and answers. An image
 * that cannot be decoded is answered at once and leaves its batch; the others do not notice. Each
 * row of the model's output is checked: one that is no probabilities is {@link NoAnswer} for its
 * image alone.
 */
public final class MicroBatcher implements Classifier, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MicroBatcher.class);
  private static final long CLOSE_SECONDS = 30;

  /** An ordinary batch is decoded in a small part of this. */
  private static final long SLOW_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final BatchingConfig config;
  private final ModelSlot slot;
  private final BiFunction<byte[], InputSpec, Decoded> decoder;
  private final ClassifierMetrics metrics;
  private final Consumer<Throwable> onFatal;
  private final RequestQueue queue;
  private final ExecutorService workers;
  private final ExecutorService decoders;
  private final Executor decoding;
  private final AtomicLong decoded = new AtomicLong();

  /** Starts the workers, with threads that are called after the classifier. */
  public MicroBatcher(
      BatchingConfig config,
      ModelSlot slot,
      BiFunction<byte[], InputSpec, Decoded> decoder,
      ClassifierMetrics metrics,
      Consumer<Throwable> onFatal) {
    this("classifier", config, slot, decoder, metrics, onFatal);
  }

  /**
   * Starts the workers.
   *
   * @param name what their threads' names begin with
   * @param slot where each batch leases its model
   * @param decoder from encoded bytes to pixels of the model's input size; takes {@code null},
   *     never throws, is called on several threads
   * @param onFatal told, on the worker's thread, of an {@link Error} that ends a worker
   */
  public MicroBatcher(
      String name,
      BatchingConfig config,
      ModelSlot slot,
      BiFunction<byte[], InputSpec, Decoded> decoder,
      ClassifierMetrics metrics,
      Consumer<Throwable> onFatal) {
    this.config = config;
    this.slot = slot;
    this.decoder = decoder;
    this.metrics = metrics;
    this.onFatal = onFatal;
    this.queue = new RequestQueue(config.maxBatch(), config.linger());
    metrics.observe(queue, config.maxBatch());
    this.decoders = pool(name + "-decoder-", Math.max(1, config.decoders()));
    this.decoding = config.decoders() == 0 ? Runnable::run : decoders;
    this.workers = pool(name + "-worker-", config.workers());
    for (int i = 0; i < config.workers(); i++) {
      workers.execute(this::work);
    }
  }

  @Override
  public List<CompletableFuture<Answer>> submit(List<byte[]> images) {
    long now = System.nanoTime();
    List<Request> requests =
        images.stream().map(image -> new Request(image, new CompletableFuture<>(), now)).toList();
    queue.add(requests);
    return requests.stream().map(Request::answer).toList();
  }

  @Override
  public long decoded() {
    return decoded.get();
  }

  /**
   * Stops taking images, lets batches in progress end, and stops the threads. When {@link
   * #hasEnded} is false after this, one is still in native code.
   */
  @Override
  public void close() {
    queue.close();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.atWarn()
            .addKeyValue("seconds", CLOSE_SECONDS)
            .log("classifier worker did not stop in time");
        workers.shutdownNow();
      }
      decoders.shutdownNow();
      // Decoders end their image: workers that died of an error do not wait for it.
      if (!decoders.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.atWarn()
            .addKeyValue("seconds", CLOSE_SECONDS)
            .log("classifier decoder did not stop in time");
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      decoders.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all threads have ended, after {@link #close}. */
  public boolean hasEnded() {
    return workers.isTerminated() && decoders.isTerminated();
  }

  int idleWorkers() {
    return queue.idleWorkers();
  }

  private void work() {
    ByteBuffer tensor = ByteBuffer.allocateDirect(0);
    try {
      List<Request> batch = queue.take();
      while (!batch.isEmpty()) {
        tensor = answer(batch, tensor);
        batch = queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      log.atError().setCause(e).log("classifier worker failed");
      onFatal.accept(e);
      throw e;
    }
  }

  /** Answers every request of the batch, whatever happens; returns the buffer for the next one. */
  private ByteBuffer answer(List<Request> batch, ByteBuffer tensor) {
    long now = System.nanoTime();
    metrics.batchSize().record(batch.size());
    for (Request request : batch) {
      metrics.queueWait().record(now - request.submittedNanos(), TimeUnit.NANOSECONDS);
    }
    try (ModelSlot.Lease lease = slot.lease()) {
      InputSpec input = lease.model().manifest().input();
      int bytes = input.bytesPerImage();
      ByteBuffer buffer =
          tensor.capacity() >= bytes * batch.size()
              ? tensor
              : ByteBuffer.allocateDirect(Math.multiplyExact(bytes, config.maxBatch()));
      answer(batch, lease.model(), buffer.clear(), now);
      return buffer;
    } catch (RuntimeException | Error e) {
      batch.forEach(request -> request.answer().completeExceptionally(e));
      if (e instanceof Error error) {
        throw error;
      }
      log.atError().setCause(e).addKeyValue("images", batch.size()).log("batch failed");
      return tensor;
    }
  }

  /** What the decoder made of an image, and when, and the digest of its bytes. */
  private record Timed(Decoded image, long from, long to, String sha256) {}

  /** A request whose pixels are in the tensor. */
  private record Ready(Request request, Stages stages, String sha256) {}

  /** Infers at the end of the batch, and before that whenever decoding has taken long. */
  private void answer(List<Request> batch, ServingModel model, ByteBuffer target, long taken) {
    InputSpec input = model.manifest().input();
    List<Supplier<Timed>> images =
        batch.stream().map(request -> decoding(request.image(), input)).toList();
    List<Ready> ready = new ArrayList<>(batch.size());
    long from = taken;
    for (int i = 0; i < batch.size(); i++) {
      Request request = batch.get(i);
      Timed timed = images.get(i).get();
      Stages stages = new Stages(request.submittedNanos(), taken, timed.from(), timed.to(), 0, 0);
      if (timed.image() instanceof Decoded.Pixels pixels) {
        target.put(pixels.rgb());
        ready.add(new Ready(request, stages, timed.sha256()));
      } else if (timed.image() instanceof Decoded.Refused refused) {
        request.answer().complete(new Refused(refused.reason(), refused.detail(), stages));
      }
      boolean slow = timed.to() - from > SLOW_BATCH_NANOS;
      if (!ready.isEmpty() && slow) {
        infer(ready, model, target);
        ready.clear();
        target.clear();
        from = System.nanoTime();
      }
    }
    if (!ready.isEmpty()) {
      infer(ready, model, target);
    }
  }

  /** On the decoders from now on, or where there are none on this thread when it is asked for. */
  private Supplier<Timed> decoding(byte[] image, InputSpec input) {
    Supplier<CompletableFuture<Timed>> start =
        () -> CompletableFuture.supplyAsync(() -> decode(image, input), decoding);
    return config.decoders() == 0 ? () -> start.get().join() : start.get()::join;
  }

  private Timed decode(byte[] image, InputSpec input) {
    long from = System.nanoTime();
    Decoded made = decoder.apply(image, input);
    long to = System.nanoTime();
    metrics.decode().record(to - from, TimeUnit.NANOSECONDS);
    decoded.incrementAndGet();
    // Here, and not on the stream's threads, which have to keep up with all workers.
    String sha256 = made instanceof Decoded.Pixels ? Sha256.of(image) : "";
    return new Timed(made, from, to, sha256);
  }

  private void infer(List<Ready> ready, ServingModel model, ByteBuffer images) {
    long from = System.nanoTime();
    GraphOutput output = model.run(images, ready.size());
    long to = System.nanoTime();
    metrics.inference().record(to - from, TimeUnit.NANOSECONDS);
    int unanswered = 0;
    for (int i = 0; i < ready.size(); i++) {
      Ready each = ready.get(i);
      Answer answer =
          answer(
              model.manifest(),
              output,
              i,
              each.stages().infer(from, to, ready.size()),
              each.sha256());
      each.request().answer().complete(answer);
      unanswered += answer instanceof NoAnswer ? 1 : 0;
    }
    model.rate().add(ready.size() - unanswered, unanswered);
  }

  private static Answer answer(
      Manifest manifest, GraphOutput output, int image, Stages stages, String sha256) {
    float[] row = output.rows()[image];
    Optional<String> fault = Probabilities.fault(row, manifest.labels().size());
    return fault.isPresent()
        ? new NoAnswer(
            manifest.version(),
            "version %s puts out %s".formatted(manifest.version(), fault.get()),
            stages)
        : new Classified(
            manifest.version(),
            manifest.labels(),
            row,
            stages,
            sha256,
            output.novelty().flatMap(scores -> Novelty.of(scores[image], manifest)));
  }

  private static ExecutorService pool(String prefix, int threads) {
    AtomicInteger next = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, prefix + next.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        });
  }
}
