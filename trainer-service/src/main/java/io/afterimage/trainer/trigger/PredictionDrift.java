package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Prediction;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What the active version predicts, or the novelty of what it sees, is spread otherwise than when
 * it was new: by more than configured, and by more than chance explains.
 *
 * @param limit the largest population stability index beyond what chance makes of it; 0: never a
 *     reason. 0.25 is commonly read as a major shift (Siddiqi, "Credit Risk Scorecards", 2006)
 * @param window the predictions that are compared with as many first ones of the version: one block
 *     after the other, each once
 * @param errorRate how often, at most, an unchanged world makes a run due in the whole life of a
 *     version
 */
record PredictionDrift(double limit, int window, double errorRate) implements Trigger {

  static final String KIND = "drift";

  private static final int CONFIDENCE_BINS = 10;

  /** Images of one kind lie within a few tenths. */
  private static final int NOVELTY_BINS = 50;

  private static final int SPREADS = 3;
  private static final Range INDEX = new Range(0, 100, "0 to 100");

  PredictionDrift {
    INDEX.require("trigger.stability", limit);
    Range.atLeast(1).require("trigger.stability.window", window);
    ErrorRate.RANGE.require("trigger.stability.error.rate", errorRate);
  }

  static PredictionDrift read(Settings settings) {
    return new PredictionDrift(
        settings.number("trigger.stability", 0.25, INDEX),
        settings.integer("trigger.stability.window", 1000, 1, Integer.MAX_VALUE),
        settings.number("trigger.stability.error.rate", ErrorRate.DEFAULT, ErrorRate.RANGE));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean readsPredictions() {
    return limit > 0;
  }

  @Override
  public Watch watch() {
    return new Spreads();
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    bind(registry, shown, "labels", watch -> watch.labels);
    bind(registry, shown, "confidence", watch -> watch.confidence);
    bind(registry, shown, "novelty", watch -> watch.novelty);
    shown
        .gauge("afterimage.expected.accuracy", Spreads.class, watch -> watch.expected.estimate())
        .description("Accuracy by confidence, corrected by labels: how good is it without labels?")
        .register(registry);
    shown
        .gauge(
            "afterimage.expected.accuracy.error",
            Spreads.class,
            watch -> watch.expected.standardError())
        .description("Standard error of the expected accuracy")
        .register(registry);
    Gauge.builder("afterimage.drift.limit", () -> limit)
        .description("Population stability index that begins a run")
        .register(registry);
  }

  private static void bind(
      MeterRegistry registry,
      TriggerMetrics shown,
      String of,
      Function<Spreads, Spread<?>> spread) {
    shown
        .gauge(
            "afterimage.drift.stability",
            Spreads.class,
            watch ->
                spread.apply(watch).latest().map(PopulationStability::shift).orElse(Double.NaN))
        .description(
            "Population stability index of predictions, beyond chance: is the world still the same?")
        .tag("of", of)
        .register(registry);
  }

  private final class Spreads implements Watch {

    private final Spread<String> labels = new Spread<>(window);
    private final Spread<Integer> confidence = new Spread<>(window);

    /** How far images lie from what the version has learned: it changes where answers do not. */
    private final Spread<Integer> novelty = new Spread<>(window);

    private final ExpectedAccuracy expected = new ExpectedAccuracy(window);

    @Override
    public void labelled(LabelledExample example, boolean ofActive) {
      if (ofActive) {
        expected.labelled(example.imageId(), example.confidence(), example.correct());
      }
    }

    @Override
    public void retracted(String imageId) {
      expected.retracted(imageId);
    }

    @Override
    public void predicted(Prediction prediction) {
      expected.predicted(prediction.confidence());
      labels.add(prediction.answer());
      confidence.add(bin(prediction.confidence(), CONFIDENCE_BINS));
      prediction.novelty().ifPresent(score -> novelty.add(bin(score, NOVELTY_BINS)));
    }

    private static int bin(double share, int bins) {
      return Math.min(bins - 1, (int) (share * bins));
    }

    @Override
    public void versionChanged() {
      labels.clear();
      confidence.clear();
      novelty.clear();
      expected.clear();
    }

    @Override
    public void runEnded() {
      labels.clearBlock();
      confidence.clearBlock();
      novelty.clearBlock();
    }

    @Override
    public List<String> due(Moment now) {
      List<String> due = new ArrayList<>();
      now.active()
          .filter(version -> limit > 0)
          .ifPresent(
              version -> {
                compare(version, "the predicted labels are", labels, due);
                compare(version, "the predicted confidence is", confidence, due);
                compare(version, "the novelty of the images is", novelty, due);
              });
      return due;
    }

    private void compare(Announced version, String what, Spread<?> spread, List<String> due) {
      spread
          .latest()
          .filter(found -> found.shift() > limit && found.probability() < errorRate(spread.looks()))
          .ifPresent(
              found ->
                  due.add(
                      String.format(
                          Locale.ROOT,
                          "%s spread otherwise than when version %s was new, population"
                              + " stability index %.4f beyond chance",
                          what,
                          version.modelVersion(),
                          found.shift())));
    }

    /**
     * What may be spent on one look at one of the spreads: a series whose sum is the error rate,
     * however many looks follow.
     */
    private double errorRate(int look) {
      return errorRate / SPREADS * 6 / (Math.PI * Math.PI * look * look);
    }
  }
}
