package io.afterimage.cli.demo;

import java.util.Optional;

/**
 * What the report says about a run; its components are the JSON's fields.
 *
 * @param trigger what asked for it; "none" where nothing did, or without a reason
 * @param seconds from its acceptance to its end; 0 where there was none
 * @param outcome as text; "none" where there was no such run
 * @param version that it published; absent where it published none
 * @param candidateAccuracy on images that neither version has learned, in [0, 1]
 * @param activeAccuracy of the version before on the same images
 */
record DemoRun(
    String trigger,
    double seconds,
    String outcome,
    Optional<String> version,
    Optional<Double> candidateAccuracy,
    Optional<Double> activeAccuracy) {

  /** Trigger and outcome of a run that did not take place. */
  static final String NONE = "none";

  static DemoRun of(RunLog log) {
    Optional<Scores> scores = log.scores();
    return new DemoRun(
        log.command().flatMap(command -> command.reason()).orElse(NONE),
        log.took().map(time -> time.toMillis() / 1e3).orElse(0.0),
        log.text().orElse(NONE),
        log.published().map(published -> published.modelVersion()),
        scores.map(Scores::candidate),
        scores.flatMap(Scores::active));
  }

  /** What the gate compared. */
  record Scores(double candidate, Optional<Double> active) {}
}
