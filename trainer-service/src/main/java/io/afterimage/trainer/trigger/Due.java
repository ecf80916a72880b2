package io.afterimage.trainer.trigger;

/**
 * Why a run is due.
 *
 * @param kind of the trigger
 * @param text the reason that the run's command carries
 */
public record Due(String kind, String text) {}
