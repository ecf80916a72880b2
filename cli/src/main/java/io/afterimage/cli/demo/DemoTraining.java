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
import java.util.HashMap;
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
   * The trainer's options. Only new labels begin anything: first one refresh, and with many more of
   * them a run by the schedule; drift is measured, and never enough. The second phase is short.
   * Images are not turned, since the shipped ones all stand upright. The gate asks less of each
   * class, because shirts are hard to tell from t-shirts and coats, and has a wider margin, because
   * a few hundred images rule out little.
   *
   * @param few the number of labels that starts the refresh
   * @param many the number that starts the run
   * @param httpPort for its metrics and health
   */
  static Map<String, String> trainerOptions(int few, int many, int httpPort) {
    Map<String, String> options = new HashMap<>(consoleOptions(few, many));
    options.putAll(
        Map.ofEntries(
            Map.entry("application.id", STREAM + "-trainer"),
            Map.entry("http.port", Integer.toString(httpPort)),
            Map.entry("training.size", Integer.toString(SIZE)),
            Map.entry("training.minimum.per.class", "2"),
            Map.entry("augmentation.flip", "false"),
            Map.entry("augmentation.rotation", "0"),
            Map.entry("fine.tune.epochs", "2"),
            Map.entry("fine.tune.learning.rate", "0.00001"),
            Map.entry("gate.margin", "0.03"),
            Map.entry("gate.minimum.recall", "0.3"),
            Map.entry("gate.minimum.pictures", "1"),
            Map.entry("refresh.minimum.pause", "1h"),
            Map.entry("trigger.accuracy.drop", "0"),
            Map.entry("trigger.stability", "100"),
            Map.entry("trigger.stability.window", "500"),
            Map.entry("trigger.minimum.pause", "0s")));
    return options;
  }

  /** What the console has to know of them: whose lag, and after how many labels they learn. */
  static Map<String, String> consoleOptions(int few, int many) {
    return Map.of(
        "watch.application.id", STREAM,
        "refresh.new.labels", Integer.toString(few),
        "trigger.new.labels", Integer.toString(many));
  }
}
