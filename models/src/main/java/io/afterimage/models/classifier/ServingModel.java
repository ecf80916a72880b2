package io.afterimage.models.classifier;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A version that is loaded and warm. Counted: the slot that holds it has one lease, each batch in
 * progress another, and the graph is closed with the last one. Thread-safe.
 */
public final class ServingModel {

  private static final int SMALL_BATCH = 2;

  private final Manifest manifest;
  private final ImageGraph graph;
  private final AnswerRate rate;
  private final AtomicInteger leases = new AtomicInteger(1);

  private ServingModel(Manifest manifest, ImageGraph graph, NoAnswerLimit limit) {
    this.manifest = manifest;
    this.graph = graph;
    this.rate = new AnswerRate(limit);
  }

  /**
   * Verifies the artefact, loads it and runs it once for each power of two up to the largest batch,
   * so that the first real batches find memory and kernels ready.
   *
   * @throws CorruptArtifactException when hash, shape, or what the graph puts out is wrong
   */
  public static ServingModel load(ModelArtifact artifact, InferenceEngine engine, int maxBatch) {
    return load(artifact, engine, maxBatch, NoAnswerLimit.DEFAULT);
  }

  /**
   * The same.
   *
   * @param limit when {@link ModelSlot#unfit} tells of it
   */
  public static ServingModel load(
      ModelArtifact artifact, InferenceEngine engine, int maxBatch, NoAnswerLimit limit) {
    artifact.verified();
    ImageGraph graph = engine.load(artifact.onnx());
    try {
      ServingModel model = new ServingModel(artifact.manifest(), graph, limit);
      model.warmUp(maxBatch);
      return model;
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Checks that the artefact can be served: loads it as {@link #load} does and closes it again.
   *
   * @throws CorruptArtifactException when hash, shape, or what the graph puts out is wrong
   */
  public static void requireServable(ModelArtifact artifact, InferenceEngine engine) {
    load(artifact, engine, SMALL_BATCH).release();
  }

  /** The version's description. */
  public Manifest manifest() {
    return manifest;
  }

  /** How many of the latest images it answered. */
  AnswerRate rate() {
    return rate;
  }

  /** Runs a batch as {@link ImageGraph#outputs}; the caller holds a lease. */
  GraphOutput run(ByteBuffer images, int n) {
    return graph.outputs(images, n);
  }

  /** Takes a lease, unless the last one was already given back. */
  boolean tryRetain() {
    return leases.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Gives a lease back; the last one closes the graph. */
  void release() {
    if (leases.decrementAndGet() == 0) {
      graph.close();
    }
  }

  private void warmUp(int maxBatch) {
    if (graph.height() != manifest.input().height() || graph.width() != manifest.input().width()) {
      throw new CorruptArtifactException(
          "the graph of version %s takes %dx%d images, its manifest says %dx%d"
              .formatted(
                  manifest.version(),
                  graph.height(),
                  graph.width(),
                  manifest.input().height(),
                  manifest.input().width()));
    }
    ByteBuffer images =
        ByteBuffer.allocateDirect(Math.multiplyExact(maxBatch, manifest.input().bytesPerImage()));
    for (int i = 0; i < images.capacity(); i++) {
      images.put(i, (byte) (i * 31));
    }
    for (int n = 1; n < maxBatch; n *= 2) {
      checkOutput(run(images, n), n);
    }
    checkOutput(run(images, maxBatch), maxBatch);
  }

  private void checkOutput(GraphOutput output, int n) {
    float[][] rows = output.rows();
    output.novelty().ifPresent(scores -> checkNovelty(scores, n));
    if (rows.length != n) {
      throw new CorruptArtifactException(
          "version %s answers %d images with %d rows"
              .formatted(manifest.version(), n, rows.length));
    }
    for (float[] row : rows) {
      Probabilities.fault(row, manifest.labels().size())
          .ifPresent(
              fault -> {
                throw new CorruptArtifactException(
                    "version %s puts out %s".formatted(manifest.version(), fault));
              });
    }
  }

  private void checkNovelty(float[] scores, int n) {
    boolean outside = false;
    for (float score : scores) {
      outside |= !(score >= 0 && score <= 1);
    }
    if (scores.length != n || outside) {
      throw new CorruptArtifactException(
          "version %s puts out the novelty %s for %d images; one number from 0 to 1 for each was expected"
              .formatted(manifest.version(), Arrays.toString(scores), n));
    }
  }
}
