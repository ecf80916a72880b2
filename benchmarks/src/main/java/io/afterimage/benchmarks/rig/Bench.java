package io.afterimage.benchmarks.rig;

import io.afterimage.images.Decoded;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.BatchingConfig;
import io.afterimage.models.classifier.ClassifierMetrics;
import io.afterimage.models.classifier.MicroBatcher;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.networks.RandomHeads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The classifier's parts without Kafka around them: what the stream can be compared with. */
public final class Bench {

  /** What the stream's defaults are on this machine. */
  public static final BatchingConfig BATCHING =
      BatchingConfig.forCores(Runtime.getRuntime().availableProcessors());

  /** What the stream serves: photos of 160x160, two labels, one logit. */
  public static final RandomHeads MODELS =
      new RandomHeads(List.of("cat", "dog"), InputSpec.square(160));

  private static final int DECODED = 512;

  /** As many as two stream threads have polled. */
  private static final int IN_FLIGHT = 256;

  private Bench() {}

  /**
   * The graph alone, on images that are decoded already: full batches on as many threads as the
   * classifier has workers.
   *
   * @return images per second
   */
  public static double graph(
      ModelArtifact model, InferenceEngine engine, Photos photos, int images) {
    int batch = BATCHING.maxBatch();
    List<ByteBuffer> batches = decoded(model, photos, DECODED, batch);
    AtomicInteger next = new AtomicInteger();
    int runs = images / batch;
    try (ImageGraph graph = engine.load(model.onnx())) {
      graph.run(batches.get(0).duplicate(), batch);
      long started = System.nanoTime();
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int i = 0; i < BATCHING.workers(); i++) {
        threads.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int run = next.getAndIncrement(); run < runs; run = next.getAndIncrement()) {
                    graph.run(batches.get(run % batches.size()).duplicate(), batch);
                  }
                },
                task -> new Thread(task, "graph-runner").start()));
      }
      threads.forEach(CompletableFuture::join);
      return runs * batch * 1e9 / (System.nanoTime() - started);
    }
  }

  /**
   * The stream's classifier, decoding included, fed from memory with as many images under way as
   * the stream has.
   */
  public static Measured classifier(
      ModelArtifact model, InferenceEngine engine, Photos photos, int images) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (ModelSlot slot = new ModelSlot();
        MicroBatcher classifier =
            new MicroBatcher(
                BATCHING,
                slot,
                new ImageDecoder(ImageLimits.DEFAULT)::decode,
                new ClassifierMetrics(meters),
                error -> {})) {
      slot.swap(ServingModel.load(model, engine, BATCHING.maxBatch()));
      Map<String, Double> before = ProcessFigures.own().cpuSecondsByGroup();
      long started = System.nanoTime();
      Deque<CompletableFuture<Answer>> underWay = new ArrayDeque<>();
      for (int i = 0; i < images; i += BATCHING.maxBatch()) {
        List<byte[]> some = new ArrayList<>();
        for (int j = i; j < Math.min(images, i + BATCHING.maxBatch()); j++) {
          some.add(photos.get(j));
        }
        while (underWay.size() + some.size() > IN_FLIGHT) {
          underWay.poll().join();
        }
        underWay.addAll(classifier.submit(some));
      }
      underWay.forEach(CompletableFuture::join);
      double seconds = (System.nanoTime() - started) / 1e9;
      return Measured.of(meters, images / seconds, Measured.perImage(before, images), 0);
    }
  }

  /**
   * Images as the graph takes them; one that cannot be decoded is black.
   *
   * @param images a multiple of the batch
   * @return direct buffers of a batch each
   */
  public static List<ByteBuffer> decoded(
      ModelArtifact model, Photos photos, int images, int batch) {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    int bytes = model.manifest().input().bytesPerImage();
    List<ByteBuffer> batches = new ArrayList<>();
    for (int i = 0; i < images; i += batch) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(batch * bytes);
      for (int j = i; j < i + batch; j++) {
        if (decoder.decode(photos.get(j), model.manifest().input())
            instanceof Decoded.Pixels pixels) {
          buffer.put(pixels.rgb());
        } else {
          buffer.position(buffer.position() + bytes);
        }
      }
      batches.add(buffer.clear());
    }
    return batches;
  }
}
