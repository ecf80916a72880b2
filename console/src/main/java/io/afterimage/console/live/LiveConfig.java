package io.afterimage.console.live;

import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.memory.MemoryPlan;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.registry.settings.SharedSettings;

/**
 * What the live page shows, and how images are read.
 *
 * @param streamGroup the stream's application id, whose lag is shown
 * @param decoding of images that are shown; as the stream's
 */
public record LiveConfig(String streamGroup, DecoderConfig decoding) {

  private static final int LOADERS = 2;

  /** Reads {@code watch.application.id}, and the options of decoding under their names. */
  public static LiveConfig from(Settings settings, KafkaConfig kafka) {
    return new LiveConfig(
        SharedSettings.streamId(settings, "watch.application.id", kafka),
        SharedSettings.decoder(settings, MemoryPlan.ofProcess().decodeBytes(LOADERS)));
  }
}
