package io.afterimage.schemas.schedule;

import static io.afterimage.schemas.schedule.ScheduleOption.any;
import static io.afterimage.schemas.schedule.ScheduleOption.choice;
import static io.afterimage.schemas.schedule.ScheduleOption.flag;
import static io.afterimage.schemas.schedule.ScheduleOption.integer;
import static io.afterimage.schemas.schedule.ScheduleOption.number;

import io.afterimage.config.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The table of all options of a training schedule; the defaults are the transfer-learning
 * tutorial's. {@code ScheduleSurfacesTest} holds the JSON Schema and the documentation to it.
 */
public final class ScheduleOptions {

  private static final List<ScheduleOption<?>> LISTED = new ArrayList<>();

  /** All of them, in the order in which they are documented: that of this file. */
  public static final List<ScheduleOption<?>> ALL = Collections.unmodifiableList(LISTED);

  private static final Range EPOCHS = new Range(1, 10_000, "1 to 10000");
  private static final Range RATE = new Range(Double.MIN_VALUE, 1, "above 0, up to 1");

  /** Epochs of the first phase. */
  public static final ScheduleOption<Integer> FREEZE_EPOCHS =
      listed(
          integer(
                  10,
                  Range.atLeast(0),
                  "Epochs of adam with the base frozen, 10 if not given. 'afterimage train' takes 0"
                      + " for no first phase.")
              .key("freeze.epochs", EPOCHS)
              .override("frozenEpochs")
              .flagOfOthers("--epochs"));

  /** How the head learns in the first phase. */
  public static final ScheduleOption<String> FREEZE_OPTIMIZER =
      listed(
          choice(
                  List.of("lbfgs", "adam"),
                  "How the head learns while the base is frozen. lbfgs: to its optimum, with L2 and"
                      + " temperature by cross-validation. adam: by epochs; the default where"
                      + " epochs, learning rate or dropout of the first phase are given.")
              .key("freeze.optimizer")
              .override("frozenOptimizer")
              .flagOfOthers("--optimizer"));

  /**
   * Epochs of the second phase: 11 and not 10, because the tutorial's counter continues from the
   * last epoch's index.
   */
  public static final ScheduleOption<Integer> FINE_TUNE_EPOCHS =
      listed(
          integer(
                  11,
                  Range.atLeast(0),
                  "Epochs after those with the upper layers unfrozen; 0: none. The tutorial"
                      + " has 11.")
              .key("fine.tune.epochs", new Range(0, 10_000, "0 to 10000"))
              .override("fineTuneEpochs")
              .flag("--fine-tune", "0"));

  /** How long the second phase lasts, whatever the number of images. */
  public static final ScheduleOption<Integer> FINE_TUNE_STEPS =
      listed(
          integer(
                  0,
                  Range.atLeast(0),
                  "Steps of the second phase in all, spread over its epochs, which then take a part"
                      + " of the images or take them up to ten times. 0: each epoch takes every image"
                      + " once. 600 if the head is fitted by lbfgs and neither this nor the"
                      + " epochs are given.")
              .key("fine.tune.steps", new Range(0, 10_000_000, "0 to 10000000"))
              .override("fineTuneSteps")
              .flagOfOthers("--fine-tune-steps"));

  /** What is taken of the second phase. */
  public static final ScheduleOption<Boolean> AVERAGING =
      listed(
          flag(
                  false,
                  "Also try weights between the start and the end of the second phase, and take"
                      + " them where they are better on the validation images. true if not given"
                      + " and the head is fitted by lbfgs.")
              .key("fine.tune.averaging")
              .flagOfOthers("--fine-tune-averaging"));

  /** The step size of the first phase. */
  public static final ScheduleOption<Double> FREEZE_RATE =
      listed(
          number(
                  "RATE",
                  1e-4,
                  Range.ABOVE_ZERO,
                  "Learning rate of the first phase's adam, 0.0001 if not given.")
              .key("freeze.learning.rate", RATE)
              .override("frozenLearningRate")
              .flagOfOthers("--learning-rate"));

  /** The step size of the second phase. */
  public static final ScheduleOption<Double> FINE_TUNE_RATE =
      listed(
          number("RATE", 1e-5, Range.ABOVE_ZERO, "Learning rate of the second phase.")
              .key("fine.tune.learning.rate", RATE)
              .override("fineTuneLearningRate")
              .flag("--fine-tune-rate", "0.00001"));

  /** Of both phases. */
  public static final ScheduleOption<Integer> BATCH_SIZE =
      listed(
          integer(32, Range.atLeast(1), "Batch size.")
              .key("training.batch.size", new Range(1, 4096, "1 to 4096"))
              .override("batchSize")
              .flag("--batch"));

  /** Of shuffling, augmentation and dropout. */
  public static final ScheduleOption<Long> SEED =
      listed(
          any(1, "Random seed: the same seed gives the same model.")
              .key("training.seed")
              .override("seed")
              .flag("--seed"));

  /** Where a run starts from. {@code afterimage train --warm-start} names a folder instead. */
  public static final ScheduleOption<Boolean> WARM_START =
      listed(
          flag(
                  false,
                  "Go on from the active version, head and learned layers, instead of from the"
                      + " pretrained base.")
              .key("training.warm.start")
              .override("warmStart"));

  /** What images count in the loss. */
  public static final ScheduleOption<String> CLASS_WEIGHTS =
      listed(
          choice(
                  List.of("off", "balanced"),
                  "balanced: each class counts the same in the loss, however many images it has.")
              .key("training.class.weights")
              .override("classWeights")
              .flag("--class-weights"));

  /** What is compared. */
  public static final ScheduleOption<String> MONITOR =
      listed(
          choice(List.of("accuracy", "loss"), "Validation metric that selects the better epoch.")
              .key("training.monitor")
              .override("monitor")
              .flag("--monitor"));

  /** When no better epoch is hoped for. */
  public static final ScheduleOption<Integer> PATIENCE =
      listed(
          integer(
                  0,
                  Range.atLeast(0),
                  "A phase ends after so many epochs without a better one; 0: never early. 4 if not"
                      + " given and the head is fitted by lbfgs.")
              .key("training.patience", new Range(0, 10_000, "0 to 10000"))
              .override("patience")
              .flagOfOthers("--patience"));

  /** Which epoch's variables are taken. */
  public static final ScheduleOption<Boolean> KEEP_BEST =
      listed(
          flag(
                  false,
                  "Keep the best epoch's model of both phases instead of the last one's. true if"
                      + " not given and the head is fitted by lbfgs.")
              .key("training.keep.best")
              .override("keepBest")
              .flag("--keep-best"));

  /** Where the frozen part ends in the second phase. */
  public static final ScheduleOption<Integer> FROM_LAYER =
      listed(
          integer(
                  100,
                  Range.atLeast(0),
                  "The first layer that learns in the second phase, as 'afterimage summary' counts."
                      + " Without it, the backbone's usual one: 100 for mobilenetv2.")
              .key("fine.tune.from.layer", EPOCHS)
              .flagOfOthers("--from-layer"));

  /** The second phase's. */
  public static final ScheduleOption<String> OPTIMIZER =
      listed(
          choice(
                  List.of("rmsprop", "adam", "sgd"),
                  "Optimiser of the second phase, with Keras' other defaults.")
              .flag("--fine-tune-optimizer"));

  /** How the second phase's rate changes. */
  public static final ScheduleOption<String> DECAY =
      listed(
          choice(
                  List.of("none", "cosine"),
                  "cosine: the second phase's rate falls to nothing over its epochs, along half a"
                      + " cosine. cosine if not given and the head is fitted by lbfgs.")
              .key("fine.tune.decay")
              .flagOfOthers("--fine-tune-decay"));

  /** Of both phases. */
  public static final ScheduleOption<Double> DROPOUT =
      listed(
          number(
                  "SHARE",
                  0.2,
                  Range.SHARE,
                  "Share of the features dropped before the head while training, 0.2 if not given.")
              .flagOfOthers("--dropout"));

  /** Which augmentation. */
  public static final ScheduleOption<String> AUGMENTATION =
      listed(
          choice(
                  List.of("auto", "none", "upright", "scene", "turned", "any"),
                  "How training images vary where they are learned by epochs. none: not at all."
                      + " upright: a little turned and moved, for digits, writing, gauges. scene:"
                      + " mirrored too, for photos. turned: mirrored, turned by up to a fifth. any:"
                      + " any way up. auto: the one with the smallest cross-validated loss. auto if"
                      + " not given and the head is fitted by lbfgs, otherwise turned.")
              .key("augmentation.policy")
              .flagOfOthers("--augment"));

  /** Augmentation; {@code afterimage train} has {@code --no-augment}. */
  public static final ScheduleOption<Boolean> FLIP =
      listed(
          flag(true, "Mirror training images at random; given, it wins over the policy.")
              .key("augmentation.flip"));

  /** Augmentation. */
  public static final ScheduleOption<Double> ROTATION =
      listed(
          number(
                  "SHARE",
                  0.2,
                  new Range(0, 0.5, "0 to 0.5 of a full turn"),
                  "How far training images are turned at most, as a share of a full turn; 0: not at"
                      + " all. Given, it wins over the policy.")
              .key("augmentation.rotation")
              .flagOfOthers("--rotation"));

  /** Augmentation. */
  public static final ScheduleOption<Double> SHIFT =
      listed(
          number(
                  "SHARE",
                  0,
                  new Range(0, 0.5, "0 to 0.5 of a side"),
                  "How far training images are moved at most, across and down, as a share of a side;"
                      + " 0: not at all. Given, it wins over the policy.")
              .key("augmentation.shift")
              .flagOfOthers("--shift"));

  private ScheduleOptions() {}

  private static <T> ScheduleOption<T> listed(ScheduleOption<T> option) {
    LISTED.add(option);
    return option;
  }

  /** The option of a field of a command's {@code overrides}. */
  static Optional<ScheduleOption<?>> ofOverride(String name) {
    return ALL.stream().filter(option -> option.override().equals(Optional.of(name))).findFirst();
  }
}
