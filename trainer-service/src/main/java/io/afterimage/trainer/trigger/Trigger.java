package io.afterimage.trainer.trigger;

import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Prediction;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One reason to begin a run without a command, as configured. What it sees in a term is kept by the
 * watch that it starts. {@link TriggerConfig} lists all of them.
 */
public interface Trigger {

  /** Tells it from others in metrics, in one word. */
  String kind();

  /** Starts to watch, when a term begins. */
  Watch watch();

  /**
   * Registers its gauges.
   *
   * @param shown makes gauges that read the watch of the term under way
   */
  default void bindTo(MeterRegistry registry, TriggerMetrics shown) {}

  /** Whether a refresh is enough: the head is fitted again, the layers below stay. */
  default boolean asksForRefresh() {
    return false;
  }

  /** Whether predictions have to be followed for it. */
  default boolean readsPredictions() {
    return false;
  }

  /** What a trigger has seen in this term. {@link TriggerPolicy} makes all calls, one at a time. */
  interface Watch {

    /**
     * An example is new since the last run, or has another label or image than it had: there is
     * something to learn from it.
     */
    default void changed(String imageId) {}

    /**
     * A label has come, whether it changed an example or not.
     *
     * @param ofActive whether it tells how good the active version is: that version predicted the
     *     image, and the label was not asked for because of its answer
     */
    default void labelled(LabelledExample example, boolean ofActive) {}

    /** An image's labels no longer hold. */
    default void retracted(String imageId) {}

    /** The active version made a prediction. */
    default void predicted(Prediction prediction) {}

    /** A run by the schedule was asked for, or has begun. */
    default void runBegan() {}

    /** A refresh was asked for, or has begun. */
    default void refreshBegan() {}

    /**
     * A scheduled run has ended, with any outcome: if the same version is still active, only its
     * answers from now on make a run due again, compared with the same reference as before.
     */
    default void runEnded() {}

    /** Another version is active: what the former one did no longer counts. */
    default void versionChanged() {}

    /** Human-readable reasons why a run is due now; empty when none is. */
    List<String> due(Moment now);
  }

  /**
   * When it is asked whether a run is due.
   *
   * @param sinceLastRun the time since a run by the schedule ended last
   * @param active the version that is active
   */
  record Moment(Duration sinceLastRun, Optional<Announced> active) {}
}
