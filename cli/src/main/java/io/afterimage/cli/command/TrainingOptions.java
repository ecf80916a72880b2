package io.afterimage.cli.command;

import io.afterimage.cli.training.TrainingPlan;
import picocli.CommandLine.Option;

/** How to train. Filled by picocli; the defaults are the transfer-learning tutorial's. */
final class TrainingOptions {

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "160",
      description = "Height and width of the model's input.")
  private int size;

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

  TrainingPlan plan() {
    return new TrainingPlan(size, epochs, fineTuneEpochs, batch, learningRate, !plain, seed);
  }
}
