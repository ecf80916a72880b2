package io.afterimage.trainer.trigger;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How far it is to the next run.
 *
 * @param newLabels labels since the last run began
 * @param lastRun when a run ended last, or was heard of
 * @param recentAccuracy the share of the latest labelled predictions of the active version that was
 *     right; empty until the window is full
 * @param labelShift the population stability index of predicted labels; empty until both windows
 *     are full
 * @param confidenceShift the same of the predictions' confidence
 * @param due how many reasons there are for a run now
 */
public record TriggerState(
    int newLabels,
    Instant lastRun,
    OptionalDouble recentAccuracy,
    OptionalDouble labelShift,
    OptionalDouble confidenceShift,
    int due) {}
