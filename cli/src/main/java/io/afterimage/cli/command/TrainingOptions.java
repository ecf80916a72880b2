package io.afterimage.cli.command;

import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.config.Range;
import io.afterimage.training.Adam;
import io.afterimage.training.Augmentation;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.Monitor;
import io.afterimage.training.Optimizer;
import io.afterimage.training.RateDecay;
import io.afterimage.training.RmsProp;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.ScheduleRanges;
import io.afterimage.training.Selection;
import io.afterimage.training.Sgd;
import java.util.Optional;
import java.util.function.IntSupplier;
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
      description =
          "How often every training image is seen while the base is frozen; 0 leaves that out.")
  private int epochs;

  @Option(
      names = "--fine-tune",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Then train the top of the base too, for N epochs (the tutorial's N is 11)."
              + " 0: none.")
  private int fineTuneEpochs;

  @Option(
      names = "--from-layer",
      paramLabel = "INDEX",
      description =
          "The first layer that learns then, as 'afterimage summary' counts. Without it, the"
              + " backbone's usual one; of mobilenetv2: 100.")
  private Optional<Integer> fromLayer;

  @Option(
      names = "--fine-tune-optimizer",
      paramLabel = "NAME",
      defaultValue = "rmsprop",
      description = "rmsprop, adam or sgd, with Keras' other defaults.")
  private OptimizerName optimizer;

  @Option(
      names = "--fine-tune-rate",
      paramLabel = "RATE",
      defaultValue = "0.00001",
      description = "Its learning rate.")
  private double fineTuneRate;

  @Option(
      names = "--fine-tune-decay",
      paramLabel = "none|cosine",
      defaultValue = "none",
      description = "cosine: that rate falls to nothing over its epochs, along half a cosine.")
  private RateDecay decay;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "Of the features, dropped before the head while training.")
  private double dropout;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images for each step.")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.0001",
      description = "Of the optimiser, Adam.")
  private double learningRate;

  @Option(names = "--no-augment", description = "Do not mirror, turn and move the training images.")
  private boolean plain;

  @Option(
      names = "--rotation",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "How far they are turned at most, as a share of a full turn.")
  private double rotation;

  @Option(
      names = "--shift",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "How far they are moved at most, across and down, as a share of a side."
              + " 0: not at all.")
  private double shift;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Of the validation images, set aside and scored once at the end.")
  private double testShare;

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
      description = "End a phase after N epochs without a better one. 0: never.")
  private int patience;

  @Option(
      names = "--monitor",
      paramLabel = "accuracy|loss",
      defaultValue = "accuracy",
      description = "Which validation score tells the better epoch.")
  private Monitor monitor;

  @Option(
      names = "--class-weights",
      paramLabel = "off|balanced",
      defaultValue = "off",
      description = "balanced: each class counts the same, however many images it has.")
  private ClassWeighting classWeights;

  /** Keras' optimisers. */
  enum OptimizerName {
    RMSPROP,
    ADAM,
    SGD;

    Optimizer withRate(double rate) {
      return switch (this) {
        case RMSPROP -> RmsProp.withRate(rate);
        case ADAM -> Adam.withRate(rate);
        case SGD -> new Sgd(rate);
      };
    }
  }

  /** How much of the validation images is for the end. */
  double testShare() {
    return testShare;
  }

  /** Notes which of them are out of range, whatever the backbone. */
  void check(OptionRanges ranges) {
    size.ifPresent(side -> ranges.within(Range.atLeast(1), "--size", side));
    ranges
        .within(Range.atLeast(0), "--epochs", epochs)
        .within(Range.atLeast(0), "--fine-tune", fineTuneEpochs)
        .require(
            epochs != 0 || fineTuneEpochs != 0,
            "--epochs and --fine-tune are 0: nothing would learn")
        .within(ScheduleRanges.LEARNING_RATE, "--fine-tune-rate", fineTuneRate)
        .within(ScheduleRanges.DROPOUT, "--dropout", dropout)
        .within(ScheduleRanges.BATCH_SIZE, "--batch", batch)
        .within(ScheduleRanges.LEARNING_RATE, "--learning-rate", learningRate)
        .within(ScheduleRanges.ROTATION, "--rotation", rotation)
        .within(ScheduleRanges.SHIFT, "--shift", shift)
        .within(Range.SHARE, "--test-share", testShare)
        .within(ScheduleRanges.PATIENCE, "--patience", patience);
  }

  /** The first layer that learns after the first phase; none when there is no second one. */
  Optional<Integer> fromLayer(IntSupplier usualCut) {
    return fineTuneEpochs == 0 ? Optional.empty() : Optional.of(cut(usualCut));
  }

  private int cut(IntSupplier usual) {
    return fromLayer.orElseGet(usual::getAsInt);
  }

  /**
   * What they say, once they are checked.
   *
   * @throws IllegalArgumentException naming every setting that is not allowed
   */
  TrainingPlan plan(IntSupplier usualSize, IntSupplier usualCut) {
    FreezePhase first = new FreezePhase(epochs, batch, Adam.withRate(learningRate), dropout);
    FineTunePhase second =
        new FineTunePhase(
            fineTuneEpochs, cut(usualCut), batch, optimizer.withRate(fineTuneRate), dropout, decay);
    return new TrainingPlan(
        size.orElseGet(usualSize::getAsInt),
        new ScheduleConfig(
            epochs == 0 ? Optional.empty() : Optional.of(first),
            fineTuneEpochs == 0 ? Optional.empty() : Optional.of(second),
            plain ? Augmentation.NONE : new Augmentation(true, rotation, shift),
            new Selection(monitor, patience, keepBest),
            classWeights,
            false,
            seed));
  }
}
