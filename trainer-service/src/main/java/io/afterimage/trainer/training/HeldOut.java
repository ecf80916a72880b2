package io.afterimage.trainer.training;

import io.afterimage.trainer.dataset.DecodedPicture;
import io.afterimage.trainer.training.BatchPipeline.Batch;
import io.afterimage.trainer.training.BatchPipeline.PictureWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Pictures that are scored and never learned from. The frozen layers see them once: their
 * activations are kept for the next scoring, unless they exceed the memory allowed for that. Used
 * by one thread.
 */
final class HeldOut {

  private final List<DecodedPicture> pictures;
  private final BatchPipeline pipeline;
  private final long keptBytes;
  private final BooleanSupplier cancelled;
  private List<Batch> kept = List.of();

  HeldOut(
      List<DecodedPicture> pictures,
      BatchPipeline pipeline,
      long keptBytes,
      BooleanSupplier cancelled) {
    this.pictures = pictures;
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
    CrossEntropy score = new CrossEntropy();
    if (kept.isEmpty()) {
      Keeper keeper = new Keeper();
      pipeline.run(
          pictures,
          PictureWriter.AS_IS,
          cancelled,
          batch -> {
            score.add(learner.logits(batch.activations()), batch.labels());
            keeper.offer(batch);
          });
      kept = keeper.batches;
    } else {
      for (Batch batch : kept) {
        BatchPipeline.requireNot(cancelled);
        score.add(learner.logits(batch.activations()), batch.labels());
      }
    }
    return score.score();
  }

  /** Keeps all batches or, as soon as they are too much, none. */
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
