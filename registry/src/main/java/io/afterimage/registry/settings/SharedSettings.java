package io.afterimage.registry.settings;

import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.Wrapping;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.models.inference.Device;
import io.afterimage.schemas.topics.KafkaName;
import java.nio.file.Path;

/** Reads them, with the same defaults and the same words for what is allowed. */
public final class SharedSettings {

  /** Below it, no photo would be decoded. */
  private static final long LEAST_DECODE_BYTES = 1024 * 1024;

  /** The stream's application id, without the topic prefix. */
  public static final String STREAM = "afterimage-stream";

  private SharedSettings() {}

  /**
   * The stream's application id, from an option of this name: by default named after the topic
   * prefix.
   */
  public static String streamId(Settings settings, String option, KafkaConfig kafka) {
    return KafkaName.APPLICATION_ID.read(settings, option, kafka.topicPrefix() + STREAM);
  }

  /** {@code picture.max.bytes} and {@code picture.max.pixels}. */
  private static ImageLimits imageLimits(Settings settings) {
    return new ImageLimits(
        settings.integer("picture.max.bytes", ImageLimits.DEFAULT.maxBytes(), 1, Integer.MAX_VALUE),
        settings.number("picture.max.pixels", ImageLimits.DEFAULT.maxPixels(), 1, Long.MAX_VALUE));
  }

  /**
   * {@code images.unwrap}, {@code decode.memory}, and the limits of an image.
   *
   * @param memoryByDefault derived from what the process may take
   */
  public static DecoderConfig decoder(Settings settings, long memoryByDefault) {
    return new DecoderConfig(
        imageLimits(settings),
        settings.read("images.unwrap", "none", Wrapping.ALLOWED, Wrapping::parse),
        settings.number("decode.memory", memoryByDefault, LEAST_DECODE_BYTES, Long.MAX_VALUE));
  }

  /** {@code device}. */
  public static Device device(Settings settings) {
    return settings.parsed(
        "device", new Device.Cpu(), "cpu, gpu or gpu:N such as gpu:0", Device::parse);
  }

  /** {@code state.dir}: below the temporary folder unless told. */
  public static Path stateFolder(Settings settings, String byDefault) {
    return settings.parsed(
        "state.dir",
        Path.of(System.getProperty("java.io.tmpdir"), byDefault),
        "a folder",
        Path::of);
  }
}
