package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.models.ClassNames;
import io.afterimage.training.EpochResult;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a training tells a person beside its epochs.
 *
 * @param terminal where they are printed
 */
record TrainingNotices(Terminal terminal) {

  /** The classes that are learned, and those that are not. */
  void classes(Dataset dataset) {
    dataset.notices().forEach(terminal::say);
    terminal.say(
        "%d classes: %s".formatted(dataset.labels().size(), ClassNames.inWords(dataset.labels())));
    Map<String, Integer> leftOut = new TreeMap<>(dataset.leftOut());
    leftOut.entrySet().stream()
        .limit(ClassNames.SHOWN)
        .forEach(
            left -> terminal.say("left out %s: only %d".formatted(left.getKey(), left.getValue())));
    if (leftOut.size() > ClassNames.SHOWN) {
      terminal.say("left out %d classes more".formatted(leftOut.size() - ClassNames.SHOWN));
    }
  }

  /** What the images take of the heap. */
  void memory(ImageMemory.Need need) {
    terminal.say("memory: " + need.text());
  }

  /** How many images there are for what, and which files are none. */
  void images(TrainingSet images) {
    SkippedImages.report(images.skipped(), terminal);
    terminal.say(
        Arrays.stream(Split.values())
            .filter(split -> !images.of(split).isEmpty())
            .map(
                split ->
                    "%d %s"
                        .formatted(images.of(split).size(), split.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", ", "images: ", "")));
  }

  /** How well the model does on the test images, where there are any. */
  void testScore(TrainingResult result, TrainingSet images) {
    result
        .phases()
        .get(result.chosen())
        .test()
        .ifPresent(
            score ->
                terminal.print(
                    "test accuracy %.1f %%, loss %.4f, on %d images"
                        .formatted(
                            score.accuracy() * 100, score.loss(), images.of(Split.TEST).size())));
  }

  /** Why a training that was to end could not do so by itself. */
  void failedAtTheEnd(RuntimeException failure) {
    terminal.say("the last epoch failed while the training was to end: " + failure.getMessage());
  }

  /** What an interrupted training has. */
  void interrupted(Optional<Training.SoFar> soFar) {
    terminal.say(soFar.map(TrainingNotices::kept).orElse("cancelled before an epoch was finished"));
  }

  private static String kept(Training.SoFar soFar) {
    EpochResult best = soFar.best();
    return "interrupted after %d finished epochs, --resume continues; the best is epoch %d of %s with validation accuracy %.1f %%"
        .formatted(
            soFar.epochs(),
            best.epoch() + 1,
            best.phase().code().replace('_', '-'),
            best.validation().accuracy() * 100);
  }
}
