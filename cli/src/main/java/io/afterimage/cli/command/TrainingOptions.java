package io.afterimage.cli.command;

import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.model.backbone.KnownBackbone;
import io.afterimage.trainer.training.ClassWeighting;
import io.afterimage.trainer.training.Monitor;
import io.afterimage.trainer.training.Selection;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train. Filled by picocli; the defaults are the transfer-learning tutorial's. */
final class TrainingOptions {

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Height and width of the model's input. Without it: 160, 224 for VGG, 32 for"
              + " cifar10-cnn.")
  private Optional<Integer> size;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often every training picture is seen while the base is frozen.")
  private int epochs;

  @Option(
      names = "--fine-tune",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Then train the top of the base too, from layer 100, for N epochs by RMSprop at a rate of"
              + " 1e-5 (the tutorial's N is 11). Default: ${DEFAULT-VALUE}, none.")
  private int fineTuneEpochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Pictures for each step.")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.0001",
      description = "Of the optimiser, Adam.")
  private double learningRate;

  @Option(names = "--no-augment", description = "Do not mirror and turn the training pictures.")
  private boolean plain;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of everything random: the same seed gives the same model.")
  private long seed;

  @Option(
      names = "--keep-best",
      description = "Take the best epoch's model, of both phases, instead of the last one's.")
  private boolean keepBest;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "End a phase after N epochs without a better one. Default: ${DEFAULT-VALUE}, never.")
  private int patience;

  @Option(
      names = "--monitor",
      paramLabel = "accuracy|loss",
      defaultValue = "accuracy",
      description = "Which validation score tells the better epoch. Default: ${DEFAULT-VALUE}.")
  private String monitor;

  @Option(
      names = "--class-weights",
      paramLabel = "off|balanced",
      defaultValue = "off",
      description =
          "balanced: each class counts the same, however many pictures it has. Default:"
              + " ${DEFAULT-VALUE}.")
  private String classWeights;

  /**
   * What they say.
   *
   * @throws IllegalArgumentException naming the option that is not allowed
   */
  TrainingPlan plan(KnownBackbone backbone) {
    return new TrainingPlan(
        size.orElse(backbone.usualSize()),
        epochs,
        fineTuneEpochs,
        batch,
        learningRate,
        !plain,
        seed,
        new Selection(Monitor.parse(monitor), patience, keepBest),
        ClassWeighting.parse(classWeights));
  }
}
