package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.training.validation.Interval;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * People contradict the active version more often than its held-out images did: by more than
 * configured, and by more than chance explains.
 *
 * @param drop how far the accuracy on labelled feedback may lie below the version's held-out
 *     accuracy; 0: never a reason
 * @param window the labelled predictions that the accuracy is taken over
 */
record AccuracyDrift(double drop, int window) implements Trigger {

  private static final Range SHARE = new Range(0, 1, "0 to 1");

  AccuracyDrift {
    SHARE.require("trigger.accuracy.drop", drop);
    Range.atLeast(1).require("trigger.accuracy.window", window);
  }

  static AccuracyDrift read(Settings settings) {
    return new AccuracyDrift(
        settings.number("trigger.accuracy.drop", 0.1, SHARE),
        settings.integer("trigger.accuracy.window", 100, 1, Integer.MAX_VALUE));
  }

  @Override
  public String kind() {
    return "accuracy";
  }

  @Override
  public Watch watch() {
    return new Judged();
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    shown
        .gauge("afterimage.drift.accuracy", Judged.class, Judged::accuracy)
        .description("Share of the latest labelled answers that was right: is it as published?")
        .register(registry);
  }

  private final class Judged implements Watch {

    private final Deque<Answer> answers = new ArrayDeque<>();

    /** Whether the active version was right about a labelled image. */
    private record Answer(String imageId, boolean right) {}

    @Override
    public void labelled(LabelledExample example, boolean ofActive) {
      if (ofActive) {
        answers.add(new Answer(example.imageId(), example.correct()));
        if (answers.size() > window) {
          answers.remove();
        }
      }
    }

    @Override
    public void retracted(String imageId) {
      answers.removeIf(answer -> answer.imageId().equals(imageId));
    }

    @Override
    public void forget() {
      answers.clear();
    }

    @Override
    public List<String> due(Moment now) {
      return now
          .active()
          .filter(
              version ->
                  drop > 0 && version.validationAccuracy().filter(this::isMissed).isPresent())
          .map(this::inWords)
          .stream()
          .toList();
    }

    /** The interval's end is below the held-out accuracy too. */
    private boolean isMissed(double heldOut) {
      return accuracy() < heldOut - drop && Interval.wilson(hits(), window).high() < heldOut;
    }

    private String inWords(Announced version) {
      return String.format(
          Locale.ROOT,
          "version %s is right for %.4f of what is labelled, on held-out images it was for %.4f",
          version.modelVersion(),
          accuracy(),
          version.validationAccuracy().orElseThrow());
    }

    /** Not a number until the window is full. */
    private double accuracy() {
      return answers.size() < window ? Double.NaN : (double) hits() / window;
    }

    private int hits() {
      return (int) answers.stream().filter(Answer::right).count();
    }
  }
}
