package io.afterimage.registry.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.Wrapping;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.Device;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.schemas.topics.KafkaName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads them, with the same defaults and the same words for what is allowed. */
public final class SharedSettings {

  /** Below it, no photo would be decoded. */
  private static final long LEAST_DECODE_BYTES = 1024 * 1024;

  /** The stream's application id, without the topic prefix. */
  public static final String STREAM = "afterimage-stream";

  private static final String NOTHING = "none";

  private static final ObjectReader JSON =
      EventJson.mapper().reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

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

  /**
   * {@code decision.thresholds}, {@code decision.otherwise} and {@code decision.costs}, by labels
   * as they are normalised everywhere.
   */
  public static DecisionRule decisions(Settings settings) {
    Map<String, Double> thresholds =
        settings.read(
            "decision.thresholds",
            NOTHING,
            "none, or JSON by label with probabilities, such as {\"fox\":0.8,\"*\":0.5}",
            text -> new DecisionRule(numbers(text), "", Map.of()).thresholds());
    String otherwise =
        settings.read(
            "decision.otherwise", DecisionRule.NONE.otherwise(), "a label", LabelText::of);
    Map<String, Map<String, Double>> costs =
        settings.read(
            "decision.costs",
            NOTHING,
            "none, or JSON by true label with what wrong answers cost, such as"
                + " {\"fox\":{\"dog\":5,\"*\":2}}",
            text -> new DecisionRule(Map.of(), "", rows(text)).costs());
    return new DecisionRule(thresholds, otherwise, costs);
  }

  private static Map<String, Double> numbers(String text) {
    return byLabel(json(text, new TypeReference<Map<String, Double>>() {}));
  }

  private static Map<String, Map<String, Double>> rows(String text) {
    Map<String, Map<String, Double>> rows = new HashMap<>();
    byLabel(json(text, new TypeReference<Map<String, Map<String, Double>>>() {}))
        .forEach((truth, row) -> rows.put(truth, byLabel(row)));
    return rows;
  }

  private static <T> Map<String, T> json(String text, TypeReference<Map<String, T>> type) {
    if (text.equals(NOTHING)) {
      return Map.of();
    }
    try {
      return JSON.forType(type).readValue(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Of two ways to write a label that are one label the last counts. */
  private static <T> Map<String, T> byLabel(Map<String, T> values) {
    Map<String, T> normalised = new HashMap<>();
    values.forEach(
        (label, value) -> {
          if (value == null) {
            throw new IllegalArgumentException("nothing is said of " + label);
          }
          normalised.put(LabelText.of(label), value);
        });
    return normalised;
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
