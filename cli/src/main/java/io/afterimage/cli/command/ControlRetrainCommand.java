package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Retrain;
import io.afterimage.schemas.events.ScheduleOverrides;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a run done. */
@Command(
    name = "retrain",
    description = {
      "Train now, whether due or not, and show each epoch.",
      "What is not said here is as the trainer is configured. The candidate is published if it is",
      "good enough; otherwise it is rejected, and 'control promote' can still publish it.",
      "Refused when there is nothing new to learn: the same examples and schedule as before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage control retrain",
      "  afterimage control retrain --frozen-epochs 5 --fine-tune-epochs 0 --reason 'a quick look'",
      "  afterimage control retrain --command-id nightly-2026-11-22 --timeout 2h",
      "",
      "Exit code 1 when it was refused, failed, or rejected by the gate; 3 when not over in time."
    })
final class ControlRetrainCommand extends SendingCommand {

  @Mixin private ReasonOption reason;

  @Option(names = "--frozen-epochs", paramLabel = "N", description = "Epochs with the base frozen.")
  private Optional<Integer> frozenEpochs;

  @Option(
      names = "--fine-tune-epochs",
      paramLabel = "N",
      description = "Epochs with the upper layers unfrozen; 0 leaves them out.")
  private Optional<Integer> fineTuneEpochs;

  @Option(
      names = "--frozen-learning-rate",
      paramLabel = "RATE",
      description = "Of the first phase.")
  private Optional<Double> frozenLearningRate;

  @Option(
      names = "--fine-tune-learning-rate",
      paramLabel = "RATE",
      description = "Of the second phase.")
  private Optional<Double> fineTuneLearningRate;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images in one step.")
  private Optional<Integer> batchSize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of shuffling, augmentation and dropout.")
  private Optional<Long> seed;

  @Option(
      names = "--warm-start",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "Go on from the active version instead of from the pretrained base.")
  private Optional<Boolean> warmStart;

  @Option(
      names = "--class-weights",
      paramLabel = "off|balanced",
      description = "balanced: each class counts the same, however many images it has.")
  private Optional<String> classWeights;

  @Option(
      names = "--monitor",
      paramLabel = "accuracy|loss",
      description = "Which validation score tells the better of two epochs.")
  private Optional<String> monitor;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "A phase ends after so many epochs without a better one; 0: never early.")
  private Optional<Integer> patience;

  @Option(
      names = "--keep-best",
      arity = "0..1",
      paramLabel = "true|false",
      fallbackValue = "true",
      description = "Take the best epoch's model instead of the last one's.")
  private Optional<Boolean> keepBest;

  @Option(
      names = "--force",
      description =
          "Train although a run has learned from the very same examples in the very same way.")
  private boolean force;

  ControlRetrainCommand(CommandContext context) {
    super(context);
  }

  @Override
  Retrain command(String id, Instant at) {
    return new Retrain(
        id,
        new ScheduleOverrides(
            frozenEpochs,
            fineTuneEpochs,
            frozenLearningRate,
            fineTuneLearningRate,
            batchSize,
            seed,
            warmStart,
            classWeights,
            monitor,
            patience,
            keepBest),
        reason.reason,
        force ? Optional.of(true) : Optional.empty(),
        at);
  }
}
