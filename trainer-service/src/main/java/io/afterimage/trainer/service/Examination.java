package io.afterimage.trainer.service;

import io.afterimage.model.ModelArtifact;
import io.afterimage.model.inference.InferenceEngine;
import io.afterimage.model.inference.PictureGraph;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.validation.Evaluation;
import io.afterimage.trainer.validation.ExportParity;
import io.afterimage.trainer.validation.HeldOutPictures;
import io.afterimage.trainer.validation.PromotionGate;
import io.afterimage.trainer.validation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores a candidate and the active version on the same held-out pictures, as files in the engine
 * that serves them.
 *
 * @param serving the engine that serves
 * @param reference another engine, which must answer alike
 * @param sets decodes the pictures
 * @param gate judges
 */
record Examination(
    InferenceEngine serving, InferenceEngine reference, PictureSets sets, PromotionGate gate) {

  /** The reference engine is several times slower than the one that serves. */
  private static final int COMPARED = 256;

  private static final Logger log = LoggerFactory.getLogger(Examination.class);

  /**
   * Makes sure that the exported file is what was trained: it names as many validation pictures
   * right as the training engine did with its own weights, and another engine gives the same
   * probabilities for up to {@value COMPARED} of them.
   *
   * @throws ExportParity.BrokenExportException when it is not
   */
  void requireFaithful(ModelArtifact candidate, TrainingSet trainedOn) {
    List<String> labels = candidate.manifest().labels();
    HeldOutPictures held =
        new HeldOutPictures(labels, trainedOn.input(), trainedOn.of(Split.VALIDATION));
    Evaluation exported = Evaluation.of(held, labels, answers(serving, candidate, held));
    ExportParity parity = ExportParity.DEFAULT;
    parity.requireAccuracy(
        exported, candidate.manifest().scores().get(ModelPublisher.VALIDATION_ACCURACY));
    HeldOutPictures some = held.first(COMPARED);
    double difference =
        parity.require(answers(serving, candidate, some), answers(reference, candidate, some));
    log.atInfo()
        .addKeyValue("pictures", some.pictures().size())
        .addKeyValue("largestDifference", difference)
        .log("the exported candidate is what was trained");
  }

  /**
   * Judges a candidate.
   *
   * @param examples what the buffer holds
   */
  Verdict judge(ModelArtifact candidate, Optional<ModelArtifact> active, List<Example> examples) {
    List<String> labels = candidate.manifest().labels();
    HeldOutPictures held = sets.heldOut(examples, labels, candidate.manifest().input());
    float[][] answers = answers(serving, candidate, held);
    Optional<Evaluation> activeScore = active.map(model -> score(model, labels, examples));
    List<String> lost = new ArrayList<>();
    active.ifPresent(model -> lost.addAll(model.manifest().labels()));
    lost.removeAll(labels);
    return gate.judge(Evaluation.of(held, labels, answers), activeScore, lost);
  }

  private Evaluation score(ModelArtifact model, List<String> labels, List<Example> examples) {
    HeldOutPictures held = sets.heldOut(examples, labels, model.manifest().input());
    return Evaluation.of(held, model.manifest().labels(), answers(serving, model, held));
  }

  private static float[][] answers(
      InferenceEngine engine, ModelArtifact model, HeldOutPictures held) {
    try (PictureGraph graph = engine.load(model.onnx())) {
      return held.run(graph);
    }
  }
}
