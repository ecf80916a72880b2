package io.afterimage.training;

import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.List;

/** How a head learns while the base is frozen. */
public enum HeadMethod {
  /** To its optimum: {@link io.afterimage.training.head.HeadFitting}. */
  LBFGS,
  /** By epochs over varied images. */
  ADAM;

  /** Who gives one of these means epochs of Adam. */
  private static final List<ScheduleOption<?>> OF_ADAM =
      List.of(ScheduleOptions.FREEZE_EPOCHS, ScheduleOptions.FREEZE_RATE, ScheduleOptions.DROPOUT);

  /** Whether these options begin with a head at its optimum. */
  static boolean isConverged(ScheduleValues values) {
    return of(values) == LBFGS && values.get(ScheduleOptions.FREEZE_EPOCHS) > 0;
  }

  /** What these options say. */
  static HeadMethod of(ScheduleValues values) {
    boolean adam = OF_ADAM.stream().anyMatch(option -> values.find(option).isPresent());
    return values
        .find(ScheduleOptions.FREEZE_OPTIMIZER)
        .map(code -> Codes.parse(HeadMethod.class, "optimizer", code))
        .orElse(adam ? ADAM : LBFGS);
  }
}
