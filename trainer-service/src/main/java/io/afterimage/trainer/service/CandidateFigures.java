package io.afterimage.trainer.service;

import io.afterimage.models.GateReport;
import io.afterimage.models.Manifest;
import io.afterimage.models.TrainingReport;
import io.afterimage.models.TrainingReport.HeldOut;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.RunFigures.ClassFigures;
import io.afterimage.schemas.events.RunFigures.Scores;
import io.afterimage.schemas.events.TrainingRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is recorded of a candidate, from its manifest. */
final class CandidateFigures {

  private CandidateFigures() {}

  /**
   * Every epoch, in order. They are numbered as in the replies: a report's second phase begins with
   * the number that the first one ended with.
   */
  static List<TrainingRun.Epoch> curve(TrainingReport report) {
    List<TrainingReport.Epoch> curve = report.curve();
    return IntStream.range(0, curve.size()).mapToObj(i -> epoch(i + 1, curve.get(i))).toList();
  }

  private static TrainingRun.Epoch epoch(int number, TrainingReport.Epoch epoch) {
    return new TrainingRun.Epoch(
        epoch.phase().replace('_', '-'),
        number,
        epoch.loss(),
        epoch.accuracy(),
        Optional.of(epoch.validationLoss()),
        Optional.of(epoch.validationAccuracy()),
        Optional.of(epoch.seconds()),
        Optional.of(epoch.kept()));
  }

  /** Its scores on the gate's images, or else on the held-out images of its training. */
  static RunFigures of(Manifest manifest, TrainingReport report) {
    HeldOut candidate = report.gate().map(GateReport::candidate).orElse(report.heldOut());
    Optional<HeldOut> active = report.gate().flatMap(GateReport::active);
    Optional<Map<String, Integer>> learned = report.learned();
    return new RunFigures(
        learned.map(counts -> counts.values().stream().mapToInt(Integer::intValue).sum()),
        scores(candidate),
        report.gate().flatMap(GateReport::activeVersion),
        active.map(CandidateFigures::scores),
        manifest.labels().stream()
            .map(
                label ->
                    new ClassFigures(
                        label,
                        learned.map(counts -> counts.get(label)),
                        Optional.ofNullable(candidate.recall().get(label)),
                        active.map(scores -> scores.recall().get(label))))
            .toList());
  }

  private static Scores scores(HeldOut scores) {
    return new Scores(
        scores.images(),
        scores.accuracy(),
        scores.accuracyLow(),
        scores.accuracyHigh(),
        scores.logLoss(),
        scores.calibrationError());
  }
}
