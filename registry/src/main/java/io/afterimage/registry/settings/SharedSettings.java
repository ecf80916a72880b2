package io.afterimage.registry.settings;

import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.Wrapping;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.inference.Device;
import io.afterimage.schemas.topics.KafkaName;
import java.nio.file.Path;
import java.util.Optional;

/** Reads them, with the same defaults and the same words for what is allowed. */
public final class SharedSettings {

  /** Below it, no photo would be decoded. */
  private static final long LEAST_DECODE_BYTES = 1024 * 1024;

  private static final String STREAM = "afterimage-stream";

  private SharedSettings() {}

  /** {@code bootstrap.servers}. */
  public static String bootstrapServers(Settings settings) {
    return settings.required("bootstrap.servers", "Kafka's host:port list");
  }

  /** {@code topic.prefix}. */
  public static String topicPrefix(Settings settings) {
    return KafkaName.TOPIC_PREFIX.read(settings, "topic.prefix", "");
  }

  /**
   * The stream's application id, from an option of this name: by default named after the topic
   * prefix.
   */
  public static String streamId(Settings settings, String option) {
    return KafkaName.APPLICATION_ID.read(settings, option, topicPrefix(settings) + STREAM);
  }

  /** What versions before 0.2 took for it by default, where that differs. */
  public static Optional<String> formerStreamId(Settings settings, String option) {
    return formerId(settings, option, STREAM);
  }

  /** The name without the topic prefix, where none is configured and there is a prefix. */
  public static Optional<String> formerId(Settings settings, String option, String name) {
    boolean derived = settings.optional(option).isEmpty() && !topicPrefix(settings).isEmpty();
    return Optional.of(name).filter(former -> derived);
  }

  /** {@code image.max.bytes} and {@code image.max.pixels}. */
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

  /** {@code model.store}: a folder, or empty for Kafka. */
  public static Optional<Path> modelStore(Settings settings) {
    return settings.read(
        "model.store",
        "kafka",
        "kafka, or dir:PATH",
        text -> {
          if (text.equals("kafka")) {
            return Optional.empty();
          }
          if (text.startsWith("dir:") && text.length() > 4) {
            return Optional.of(Path.of(text.substring(4)));
          }
          throw new IllegalArgumentException(text);
        });
  }

  /** {@code model.max.bytes}, within this process's heap. */
  public static ModelLimits modelLimits(Settings settings) {
    return ModelLimits.of(
        settings.number("model.max.bytes", ModelLimits.DEFAULT_MAX_BYTES, 1, Integer.MAX_VALUE));
  }

  /** {@code http.port}. */
  public static int httpPort(Settings settings, int byDefault) {
    return settings.integer("http.port", byDefault, 0, 65535);
  }

  /** {@code metrics.enabled}. */
  public static boolean metricsEnabled(Settings settings) {
    return settings.flag("metrics.enabled", true);
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
