package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.dataset.FolderDataset;

/**
 * How a run goes.
 *
 * @param input the size of training images, and of the models made from them
 * @param minimumPerClass images that a class needs to be learned
 * @param values of the schedule's options, unless a run's command says otherwise
 * @param device where frozen layers and candidates run
 * @param threads that decode and augment
 */
public record TrainingConfig(
    InputSpec input, int minimumPerClass, ScheduleValues values, Device device, int threads) {

  /** The most that a PNG of that size can take stays below the topic's largest message. */
  private static final int LARGEST_SIDE = 512;

  static TrainingConfig from(Settings settings) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new TrainingConfig(
        InputSpec.square(settings.integer("training.size", 160, 32, LARGEST_SIDE)),
        settings.integer(
            "training.minimum.per.class",
            FolderDataset.DEFAULT_MINIMUM_PER_CLASS,
            1,
            Integer.MAX_VALUE),
        ScheduleSettings.read(settings),
        SharedSettings.device(settings),
        settings.integer("training.threads", cores, 1, 1024));
  }

  /** The schedule of a run whose command says nothing else. */
  public ScheduleConfig schedule() {
    return ScheduleConfig.of(values);
  }
}
