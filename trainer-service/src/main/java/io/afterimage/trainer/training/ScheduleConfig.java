package io.afterimage.trainer.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a model is trained.
 *
 * @param freeze the first phase
 * @param fineTune the second phase, where there is to be one
 * @param augmentation how the training pictures vary
 * @param seed of everything that is random: the order of pictures, augmentation, dropout
 */
public record ScheduleConfig(
    FreezePhase freeze, Optional<FineTunePhase> fineTune, Augmentation augmentation, long seed) {

  /** The transfer-learning tutorial's schedule. */
  public static final ScheduleConfig DEFAULT =
      new ScheduleConfig(
          FreezePhase.DEFAULT, Optional.of(FineTunePhase.DEFAULT), Augmentation.DEFAULT, 1);

  /** Refuses values out of range, naming every one of them. */
  public ScheduleConfig {
    List<String> problems = new ArrayList<>();
    freeze.check("freeze", problems);
    fineTune.ifPresent(phase -> phase.check("fine-tune", problems));
    augmentation.check("augmentation", problems);
    Problems.refuse(problems);
  }
}
