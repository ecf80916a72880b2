package io.afterimage.training;

import io.afterimage.training.BatchPipeline.Batch;
import io.afterimage.training.BatchPipeline.ImageWriter;
import io.afterimage.training.dataset.DecodedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Images that are scored and never learned from. The frozen layers see them once: their activations
 * are kept for the next scoring, unless they exceed the memory allowed for that. Used by one
 * thread.
 */
final class HeldOut {

  private final List<DecodedImage> images;
  private final BatchPipeline pipeline;
  private final long keptBytes;
  private final BooleanSupplier cancelled;
  private List<Batch> kept = List.of();

  HeldOut(
      List<DecodedImage> images,
      BatchPipeline pipeline,
      long keptBytes,
      BooleanSupplier cancelled) {
    this.images = images;
    this.pipeline = pipeline;
    this.keptBytes = keptBytes;
    this.cancelled = cancelled;
  }

  /**
   * Scores what the learner knows by now.
   *
   * @throws CancellationException when cancelled, within one batch
   */
  Score score(Learner learner) {
    return score(learner, logits -> {});
  }

  /**
   * The same.
   *
   * @param receiver gets each image's logits, in the images' order
   */
  Score score(Learner learner, Consumer<float[]> receiver) {
    CrossEntropy score = new CrossEntropy();
    if (kept.isEmpty()) {
      Keeper keeper = new Keeper();
      pipeline.run(
          images,
          ImageWriter.AS_IS,
          cancelled,
          batch -> {
            add(batch, learner, score, receiver);
            keeper.offer(batch);
          });
      kept = keeper.batches;
    } else {
      for (Batch batch : kept) {
        BatchPipeline.requireNot(cancelled);
        add(batch, learner, score, receiver);
      }
    }
    return score.score();
  }

  private static void add(
      Batch batch, Learner learner, CrossEntropy score, Consumer<float[]> receiver) {
    float[][] logits = learner.logits(batch.activations());
    score.add(logits, batch.labels());
    Arrays.stream(logits).forEach(receiver);
  }

  /** Keeps all batches or, once they exceed the limit, none. */
  private final class Keeper {

    private final List<Batch> batches = new ArrayList<>();
    private long bytes;

    private void offer(Batch batch) {
      bytes +=
          batch.activations().tensors().stream()
              .mapToLong(tensor -> (long) tensor.values().length * Float.BYTES)
              .sum();
      if (bytes <= keptBytes) {
        batches.add(batch);
      } else {
        batches.clear();
      }
    }
  }
}
