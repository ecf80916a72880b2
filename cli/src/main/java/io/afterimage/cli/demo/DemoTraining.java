package io.afterimage.cli.demo;

import io.afterimage.cli.publishing.Publishers;
import io.afterimage.cli.training.ImageTraining;
import io.afterimage.cli.training.LearnedImages;
import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.client.KafkaTarget;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader.Progress;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How versions are trained so that a demonstration shows a gain within minutes. */
final class DemoTraining {

  /** The stream's application.id, whose lag the trainer watches. */
  static final String STREAM = "afterimage-demo";

  private static final int SIZE = 96;
  private static final long SEED = 1;

  private DemoTraining() {}

  /** Trains the first version on the calling thread, and publishes it as 'train' does. */
  static Announced publishFirst(KafkaTarget target, Dataset images, BooleanSupplier cancelled) {
    ImageTraining training = new ImageTraining();
    TrainingPlan plan = TrainingPlan.ofHead(SIZE, SEED);
    TrainingSet set = training.read(images, plan, Progress.NONE, cancelled);
    ModelArtifact model =
        training.train(set, plan, new TrainingListener() {}, cancelled).artifact();
    return Publishers.publish(model, LearnedImages.lineage(set, images), target);
  }

  /**
   * The trainer's options. Only new labels begin a run, and no refresh comes before it; drift is
   * measured, and never enough. The first phase learns faster than usual, in fewer epochs. Images
   * are not turned, since the shipped ones all stand upright. The gate asks less of each class,
   * because shirts are hard to tell from t-shirts and coats.
   *
   * @param labels the number that starts a run
   * @param httpPort for its metrics and health
   */
  static Map<String, String> trainerOptions(int labels, int httpPort) {
    return Map.ofEntries(
        Map.entry("application.id", STREAM + "-trainer"),
        Map.entry("watch.application.id", STREAM),
        Map.entry("http.port", Integer.toString(httpPort)),
        Map.entry("training.size", Integer.toString(SIZE)),
        Map.entry("training.minimum.per.class", "2"),
        Map.entry("augmentation.flip", "false"),
        Map.entry("augmentation.rotation", "0"),
        Map.entry("freeze.epochs", "8"),
        Map.entry("freeze.learning.rate", "0.001"),
        Map.entry("fine.tune.epochs", "4"),
        Map.entry("fine.tune.learning.rate", "0.00001"),
        Map.entry("training.keep.best", "true"),
        Map.entry("gate.minimum.recall", "0.3"),
        Map.entry("gate.minimum.pictures", "1"),
        Map.entry("trigger.new.labels", Integer.toString(labels)),
        Map.entry("refresh.new.labels", "0"),
        Map.entry("trigger.accuracy.drop", "0"),
        Map.entry("trigger.stability", "100"),
        Map.entry("trigger.stability.window", "500"),
        Map.entry("trigger.minimum.pause", "0s"));
  }
}
