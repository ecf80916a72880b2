package io.afterimage.trainer.guardrails;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.training.validation.SequentialMeanTest;
import io.afterimage.training.validation.SequentialSignTest;

/**
 * Beyond which limits a version is taken back, whatever its labels say.
 *
 * @param noAnswer the largest share of images without an answer; 1: any
 * @param agreement the least share of images on which it agrees with the version before it; 0: any
 * @param classMix the largest distance between the mixes of classes that both see in the same
 *     images: the share of images that would have to change their class (total variation); 1: any
 * @param latency of its graph, in multiples of the other version's
 * @param errorRate how often, at most, a version is taken back that keeps within all limits
 * @param images live images that are put to both versions after a promotion; 0: none
 */
public record GuardrailConfig(
    double noAnswer,
    double agreement,
    double classMix,
    double latency,
    double errorRate,
    int images) {

  /** What a latency may be. */
  public static final Range LATENCY = new Range(1, 1000, "1 to 1000");

  /** What holds where nothing is configured. */
  public static final GuardrailConfig DEFAULT = new GuardrailConfig(0.01, 0.2, 0.7, 3, 0.01, 500);

  private static final int MOST_IMAGES = 100_000;

  /** Refuses what cannot work. */
  public GuardrailConfig {
    SequentialMeanTest.UNIT.require("guardrails.no.answer", noAnswer);
    SequentialMeanTest.UNIT.require("guardrails.agreement", agreement);
    SequentialMeanTest.UNIT.require("guardrails.class.mix", classMix);
    LATENCY.require("guardrails.latency", latency);
    SequentialSignTest.RATE.require("guardrails.error.rate", errorRate);
  }

  /** Reads the options. */
  public static GuardrailConfig read(Settings settings) {
    return new GuardrailConfig(
        settings.number("guardrails.no.answer", DEFAULT.noAnswer(), SequentialMeanTest.UNIT),
        settings.number("guardrails.agreement", DEFAULT.agreement(), SequentialMeanTest.UNIT),
        settings.number("guardrails.class.mix", DEFAULT.classMix(), SequentialMeanTest.UNIT),
        settings.number("guardrails.latency", DEFAULT.latency(), LATENCY),
        settings.number("guardrails.error.rate", DEFAULT.errorRate(), SequentialSignTest.RATE),
        settings.integer("guardrails.images", DEFAULT.images(), 0, MOST_IMAGES));
  }

  /** The same with other limits for a shadow. */
  public GuardrailConfig with(double otherAgreement, double otherLatency) {
    return new GuardrailConfig(noAnswer, otherAgreement, classMix, otherLatency, errorRate, images);
  }
}
