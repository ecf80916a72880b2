package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.memory.MemoryPlan;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.intake.Grouping;

/**
 * Which examples are kept.
 *
 * @param decoding what images are read, and what that may cost
 * @param buffer how many images are kept to train from
 * @param grouping which of them belong together
 */
public record ExampleConfig(DecoderConfig decoding, BufferLimits buffer, Grouping grouping) {

  static ExampleConfig from(Settings settings) {
    return new ExampleConfig(
        SharedSettings.decoder(settings, MemoryPlan.ofProcess().besideTraining()),
        BufferLimits.from(settings),
        Grouping.read(settings));
  }
}
