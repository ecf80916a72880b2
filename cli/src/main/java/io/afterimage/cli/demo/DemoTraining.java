package io.afterimage.cli.demo;

import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.cli.training.PictureTraining;
import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.dataset.TrainingSetReader.Progress;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.TrainingListener;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Trains models on the spot and publishes them. Used by one thread at a time. */
final class DemoTraining {

  private static final int SIZE = 96;
  private static final int BATCH = 32;
  private static final double LEARNING_RATE = 1e-3;
  private static final long SEED = 1;

  private final PictureTraining training = new PictureTraining();
  private final KafkaTarget target;
  private final BooleanSupplier cancelled;

  DemoTraining(KafkaTarget target, BooleanSupplier cancelled) {
    this.target = target;
    this.cancelled = cancelled;
  }

  /**
   * Trains on the calling thread and publishes the model as the next version.
   *
   * @param progress hears after each epoch how far it is
   */
  Announced publish(Dataset pictures, int epochs, Consumer<String> progress) {
    TrainingPlan plan = new TrainingPlan(SIZE, epochs, 0, BATCH, LEARNING_RATE, true, SEED);
    TrainingSet set = training.read(pictures, plan, Progress.NONE, cancelled);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochResult result) {
            progress.accept("epoch %d/%d".formatted(result.epoch() + 1, epochs));
          }
        };
    ModelArtifact model = training.train(set, plan, listener, cancelled).artifact();
    progress.accept("publishing");
    try (ModelPublisher publisher = Publishers.open(target)) {
      return publisher.publish(model);
    }
  }

  /** The same on a thread of its own, {@code demo-trainer}. */
  CompletableFuture<Announced> publishMeanwhile(
      Dataset pictures, int epochs, Consumer<String> progress) {
    CompletableFuture<Announced> published = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                published.complete(publish(pictures, epochs, progress));
              } catch (RuntimeException | Error e) {
                published.completeExceptionally(e);
              }
            },
            "demo-trainer");
    thread.start();
    return published;
  }
}
