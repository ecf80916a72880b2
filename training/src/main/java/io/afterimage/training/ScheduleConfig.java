package io.afterimage.training;

import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a model is trained.
 *
 * @param freeze the first phase, if any
 * @param fineTune the second phase, if any; at least one of the two is present
 * @param augmentation how the training images vary
 * @param selection which epoch's model is taken
 * @param classWeighting whether images of seldom classes count for more
 * @param warmStart whether to start from the current version, if any, instead of the pretrained
 *     base
 * @param seed of everything that is random: the order of images, augmentation, dropout
 */
public record ScheduleConfig(
    Optional<FreezePhase> freeze,
    Optional<FineTunePhase> fineTune,
    Augmentation augmentation,
    Selection selection,
    ClassWeighting classWeighting,
    boolean warmStart,
    long seed) {

  /** A head at its optimum, then the transfer-learning tutorial's second phase. */
  public static final ScheduleConfig DEFAULT = of(ScheduleValues.none());

  /** Refuses values out of range, naming every one of them. */
  public ScheduleConfig {
    List<String> problems = new ArrayList<>();
    freeze.ifPresent(phase -> phase.check("freeze", problems));
    fineTune.ifPresent(phase -> phase.check("fine-tune", problems));
    augmentation.check("augmentation", problems);
    if (freeze.isEmpty() && fineTune.isEmpty()) {
      problems.add("freeze.epochs and fine-tune.epochs are 0, so nothing would learn");
    }
    selection.check("selection", problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /** As in the tutorial apart from what is given. */
  public ScheduleConfig(
      FreezePhase freeze, Optional<FineTunePhase> fineTune, Augmentation augmentation, long seed) {
    this(
        Optional.of(freeze),
        fineTune,
        augmentation,
        Selection.DEFAULT,
        ClassWeighting.OFF,
        false,
        seed);
  }

  /**
   * What these options say; a phase without epochs is left out.
   *
   * @throws IllegalArgumentException naming every value that is out of range
   */
  public static ScheduleConfig of(ScheduleValues values) {
    return new ScheduleConfig(
        Optional.of(FreezePhase.of(values)).filter(phase -> phase.epochs() != 0),
        Optional.of(FineTunePhase.of(values)).filter(phase -> phase.epochs() != 0),
        Augmentation.of(values),
        Selection.of(values),
        ClassWeighting.parse(values.get(ScheduleOptions.CLASS_WEIGHTS)),
        values.get(ScheduleOptions.WARM_START),
        values.get(ScheduleOptions.SEED));
  }

  /** The same with this first phase. */
  public ScheduleConfig withFreeze(FreezePhase phase) {
    return new ScheduleConfig(
        Optional.of(phase), fineTune, augmentation, selection, classWeighting, warmStart, seed);
  }

  /** Whether any phase varies its images: a head at its optimum learns them as they are. */
  boolean isAugmented() {
    return fineTune.isPresent()
        || freeze.map(phase -> phase.method() == HeadMethod.ADAM).orElse(false);
  }

  /** The same with another augmentation. */
  public ScheduleConfig withAugmentation(Augmentation other) {
    return new ScheduleConfig(freeze, fineTune, other, selection, classWeighting, warmStart, seed);
  }

  /** The same with another choice of the epoch. */
  public ScheduleConfig withSelection(Selection other) {
    return new ScheduleConfig(
        freeze, fineTune, augmentation, other, classWeighting, warmStart, seed);
  }
}
