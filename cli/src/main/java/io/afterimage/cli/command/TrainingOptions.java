package io.afterimage.cli.command;

import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.config.Range;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.suspects.SuspectHandling;
import java.util.Optional;
import java.util.function.IntSupplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to train: the schedule's options, and what only this command has. Filled by picocli. */
final class TrainingOptions {

  /** Has the options of the schedule. */
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Height and width of the model's input. Without it: 160 for mobilenetv2, the size that"
              + " other backbones were made for (docs/backbones.md).")
  private Optional<Integer> size;

  @Option(
      names = "--no-augment",
      description = "Do not augment (flip, rotate, shift) the training images.")
  private boolean plain;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Of the validation images, set aside and scored once at the end.")
  private double testShare;

  @Option(
      names = "--suspects",
      paramLabel = "HANDLING",
      defaultValue = "drop",
      description = {
        "What becomes of labels that look wrong to the head: drop lists them, and does not learn"
            + " them while more labels are wrong than hard images explain; report only lists them;"
            + " keep does not look for them. With --output, suspects.csv has all of them.",
        "Epochs of Adam learn every label."
      })
  private SuspectHandling suspects;

  /** The side of the images, if it is given. */
  Optional<Integer> size() {
    return size;
  }

  /** How much of the validation images is for the end. */
  double testShare() {
    return testShare;
  }

  /** Notes which of them are out of range, whatever the backbone. */
  void check(OptionRanges ranges) {
    size.ifPresent(side -> ranges.within(Range.atLeast(1), "--size", side));
    ScheduleValues schedule = ScheduleFlags.TRAIN.values(command);
    ScheduleFlags.TRAIN.check(schedule, ranges);
    ranges
        .require(
            schedule.get(ScheduleOptions.FREEZE_EPOCHS) != 0
                || schedule.get(ScheduleOptions.FINE_TUNE_EPOCHS) != 0,
            "--epochs and --fine-tune are 0: nothing would learn")
        .require(
            !schedule.find(ScheduleOptions.AUGMENTATION).equals(Optional.of("auto"))
                || (!plain
                    && schedule.find(ScheduleOptions.ROTATION).isEmpty()
                    && schedule.find(ScheduleOptions.SHIFT).isEmpty()),
            "--augment auto chooses rotation and shift: leave out --rotation, --shift and"
                + " --no-augment")
        .within(Range.SHARE, "--test-share", testShare);
  }

  /** The first layer that learns after the first phase; none when there is no second one. */
  Optional<Integer> fromLayer(IntSupplier usualCut) {
    ScheduleValues schedule = ScheduleFlags.TRAIN.values(command);
    return schedule.get(ScheduleOptions.FINE_TUNE_EPOCHS) == 0
        ? Optional.empty()
        : Optional.of(schedule.find(ScheduleOptions.FROM_LAYER).orElseGet(usualCut::getAsInt));
  }

  /**
   * What they say, once they are checked.
   *
   * @throws IllegalArgumentException naming every setting that is not allowed
   */
  TrainingPlan plan(IntSupplier usualSize, IntSupplier usualCut) {
    ScheduleValues schedule = ScheduleFlags.TRAIN.values(command);
    if (plain) {
      schedule =
          schedule
              .with(ScheduleOptions.FLIP, false)
              .with(ScheduleOptions.ROTATION, 0.0)
              .with(ScheduleOptions.SHIFT, 0.0);
    }
    Optional<Integer> cut = fromLayer(usualCut);
    if (cut.isPresent()) {
      schedule = schedule.with(ScheduleOptions.FROM_LAYER, cut.get());
    }
    return new TrainingPlan(
        size.orElseGet(usualSize::getAsInt), ScheduleConfig.of(schedule), suspects);
  }
}
