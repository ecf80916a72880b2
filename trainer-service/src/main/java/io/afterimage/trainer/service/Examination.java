package io.afterimage.trainer.service;

import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.Candidacy;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.ExportCheck;
import io.afterimage.training.validation.HeldOutImages;
import io.afterimage.training.validation.PromotionGate;
import io.afterimage.training.validation.Scoring;
import io.afterimage.training.validation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scores a candidate and the active version on the same held-out images, as files in the engine
 * that serves them.
 *
 * @param serving the engine that serves
 * @param sets decodes the images
 * @param gate judges
 * @param metrics hears of each verdict
 */
record Examination(
    InferenceEngine serving, ImageSets sets, PromotionGate gate, GateMetrics metrics) {

  /**
   * Makes sure that the exported file is what was trained.
   *
   * @return the candidate with its report
   * @throws io.afterimage.training.validation.ExportParity.BrokenExportException when it is not
   */
  ModelArtifact requireFaithful(TrainingResult trained, TrainingSet images) {
    return ExportCheck.in(serving).require(trained, images);
  }

  /**
   * Judges a candidate.
   *
   * @param examples what the buffer holds
   * @param withdrawn the withdrawn version that it would bring back, for people
   */
  Verdict judge(
      ModelArtifact candidate,
      Optional<ModelArtifact> active,
      List<Example> examples,
      Optional<String> withdrawn) {
    List<String> labels = candidate.manifest().labels();
    Evaluation candidateScore = score(candidate, labels, examples);
    Optional<Evaluation> activeScore = active.map(model -> score(model, labels, examples));
    List<String> lost = new ArrayList<>();
    active.ifPresent(model -> lost.addAll(model.manifest().labels()));
    lost.removeAll(labels);
    Verdict verdict = gate.judge(new Candidacy(candidateScore, activeScore, lost, withdrawn));
    metrics.judged(verdict);
    return verdict;
  }

  private Evaluation score(ModelArtifact model, List<String> labels, List<Example> examples) {
    HeldOutImages held = sets.heldOut(examples, labels, model.manifest().input());
    Scoring scoring = new Scoring(held, model.manifest().labels());
    try (ImageGraph graph = serving.load(model.onnx())) {
      held.run(graph, scoring::add);
    }
    return scoring.evaluation();
  }
}
