package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * People contradict the active version more often than its held-out images did: by more than
 * configured, and by more than chance explains.
 *
 * @param drop how far the accuracy on labelled feedback may lie below the version's held-out
 *     accuracy; 0: never a reason
 * @param window the latest labelled predictions that the accuracy is taken over
 * @param errorRate how often, at most, {@value #BLOCK} labels of an unchanged world make a run due
 */
record AccuracyDrift(double drop, int window, double errorRate) implements Trigger {

  static final String KIND = "accuracy";

  /** The test restarts after this many answers. */
  private static final int BLOCK = 10_000;

  private static final Range SHARE = new Range(0, 1, "0 to 1");

  AccuracyDrift {
    SHARE.require("trigger.accuracy.drop", drop);
    Range.atLeast(1).require("trigger.accuracy.window", window);
    ErrorRate.RANGE.require("trigger.accuracy.error.rate", errorRate);
  }

  static AccuracyDrift read(Settings settings) {
    return new AccuracyDrift(
        settings.number("trigger.accuracy.drop", 0.1, SHARE),
        settings.integer("trigger.accuracy.window", 100, 1, Integer.MAX_VALUE),
        settings.number("trigger.accuracy.error.rate", ErrorRate.DEFAULT, ErrorRate.RANGE));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Watch watch() {
    return new Judged();
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    shown
        .gauge("afterimage.drift.accuracy", Judged.class, Judged::accuracyOfWindow)
        .description("Share of the latest labelled answers that was right: is it as published?")
        .register(registry);
  }

  private final class Judged implements Watch {

    /** Whether the active version was right, by image id, in the order of the latest labels. */
    private final Map<String, Boolean> answers = new LinkedHashMap<>();

    /** Of all answers; empty when it must be taken from them again. */
    private Optional<AccuracyEvidence> evidence = Optional.empty();

    @Override
    public void labelled(LabelledExample example, boolean ofActive) {
      if (!ofActive) {
        return;
      }
      if (answers.size() == BLOCK) {
        clear();
      }
      boolean again = answers.remove(example.imageId()) != null;
      answers.put(example.imageId(), example.correct());
      if (again) {
        evidence = Optional.empty();
      }
      evidence.ifPresent(known -> known.add(example.correct()));
    }

    @Override
    public void retracted(String imageId) {
      if (answers.remove(imageId) != null) {
        evidence = Optional.empty();
      }
    }

    @Override
    public void versionChanged() {
      clear();
    }

    @Override
    public void runEnded() {
      clear();
    }

    private void clear() {
      answers.clear();
      evidence = Optional.empty();
    }

    @Override
    public List<String> due(Moment now) {
      if (drop == 0 || answers.isEmpty()) {
        return List.of();
      }
      return now
          .active()
          .flatMap(
              version ->
                  HeldOutAccuracy.of(version)
                      .filter(this::isMissed)
                      .map(heldOut -> inWords(version, heldOut)))
          .stream()
          .toList();
    }

    private boolean isMissed(HeldOutAccuracy heldOut) {
      return latestAccuracy() < heldOut.accuracy() - drop
          && evidence(heldOut).log() >= Math.log(BLOCK / errorRate);
    }

    private AccuracyEvidence evidence(HeldOutAccuracy heldOut) {
      if (evidence.isEmpty()) {
        AccuracyEvidence all = new AccuracyEvidence(heldOut, drop);
        answers.values().forEach(all::add);
        evidence = Optional.of(all);
      }
      return evidence.get();
    }

    private String inWords(Announced version, HeldOutAccuracy heldOut) {
      return String.format(
          Locale.ROOT,
          "version %s is right for %.4f of the last %d labels, on held-out images it was for %.4f",
          version.modelVersion(),
          latestAccuracy(),
          Math.min(window, answers.size()),
          heldOut.accuracy());
    }

    /** Not a number until the window is full. */
    private double accuracyOfWindow() {
      return answers.size() < window ? Double.NaN : latestAccuracy();
    }

    private double latestAccuracy() {
      return answers.values().stream()
          .skip(Math.max(0, answers.size() - window))
          .mapToInt(right -> right ? 1 : 0)
          .average()
          .orElse(Double.NaN);
    }
  }
}
