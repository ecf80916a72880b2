package io.afterimage.trainer.trigger;

/**
 * Why a run is due.
 *
 * @param kind of the trigger
 * @param text the reason that the run's command carries
 * @param refresh whether a refresh is enough
 */
public record Due(String kind, String text, boolean refresh) {}
