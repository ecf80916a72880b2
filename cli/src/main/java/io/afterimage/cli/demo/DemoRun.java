package io.afterimage.cli.demo;

import java.util.Optional;

/**
 * What the report says about a run; its components are the JSON's fields.
 *
 * @param trigger what asked for it
 * @param seconds from its acceptance to its end
 * @param outcome as text
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

  static DemoRun of(RunLog log) {
    Optional<Scores> scores = log.scores();
    return new DemoRun(
        log.command().flatMap(command -> command.reason()).orElse("none"),
        log.took().map(time -> time.toMillis() / 1e3).orElse(0.0),
        log.text().orElse("none"),
        log.published().map(published -> published.modelVersion()),
        scores.map(Scores::candidate),
        scores.flatMap(Scores::active));
  }

  /** What the gate compared. */
  record Scores(double candidate, Optional<Double> active) {}
}
