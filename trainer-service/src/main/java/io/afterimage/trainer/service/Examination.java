package io.afterimage.trainer.service;

import io.afterimage.models.GateReport;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.TrainingReport.HeldOut;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.refresh.RefreshTraining;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.Candidacy;
import io.afterimage.training.validation.Comparison;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.ExportCheck;
import io.afterimage.training.validation.HeldOutImages;
import io.afterimage.training.validation.PairedOutcomes;
import io.afterimage.training.validation.PromotionGate;
import io.afterimage.training.validation.Scoring;
import io.afterimage.training.validation.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Scores a candidate and published versions on the same images, which neither has learned, as files
 * in the engine that serves them.
 *
 * @param serving the engine that serves
 * @param sets decodes the images
 * @param decisions how the pipeline decides on its answers, which are what is judged
 * @param gate judges
 * @param metrics records each verdict
 */
record Examination(
    InferenceEngine serving,
    ImageSets sets,
    DecisionRule decisions,
    PromotionGate gate,
    GateMetrics metrics) {

  /**
   * Makes sure that the exported file is what was trained.
   *
   * @param alike ids of images that have a near twin among the training images
   * @return the candidate with its report
   * @throws io.afterimage.training.validation.ExportParity.BrokenExportException when it is not
   */
  ModelArtifact requireFaithful(TrainingResult trained, TrainingSet images, Set<String> alike) {
    return ExportCheck.in(serving).require(trained, images, alike);
  }

  /**
   * The same for a refresh, on some test images.
   *
   * @throws io.afterimage.training.validation.ExportParity.BrokenExportException when it is not
   */
  ModelArtifact requireFaithful(RefreshTraining.Refreshed refreshed) {
    return ExportCheck.in(serving)
        .require(
            refreshed.model().artifact(),
            refreshed.images(),
            refreshed.model().answers(),
            refreshed.model().uncounted());
  }

  /**
   * The verdict, and what there is to be seen of how it came about.
   *
   * @param candidate how the candidate did, where there were images
   * @param active how the active version did on the same images
   * @param answers what both said of these images, newest first
   */
  record Judgement(
      Verdict verdict,
      Optional<HeldOut> candidate,
      Optional<HeldOut> active,
      List<GateReport.Answer> answers) {}

  /**
   * Judges a candidate by what neither it nor its opponent has learned, under labels that the
   * candidate knows.
   *
   * @param examples what the buffer holds
   * @param withdrawn the withdrawn version that it would bring back, human-readable
   */
  Judgement judge(Opponents.Field field, List<Example> examples, Optional<String> withdrawn) {
    Examinee candidate = field.candidate();
    List<String> labels = candidate.model().manifest().labels();
    Evidence chosen = Evidence.of(candidate, field.active(), examples, field.hard(), gate.window());
    Optional<Evidence> beforeBest =
        field
            .best()
            .map(
                best ->
                    Evidence.of(
                        candidate, Optional.of(best), examples, field.hard(), gate.window()));
    List<Example> evidence = chosen.images();
    double level = field.left(gate.budget(), examples).level();
    Marks own = marks(candidate, labels, evidence);
    Optional<Marks> active = field.active().map(rival -> marks(rival, labels, evidence));
    List<String> lost = new ArrayList<>();
    field.active().ifPresent(rival -> lost.addAll(rival.model().manifest().labels()));
    lost.removeAll(labels);
    Verdict verdict =
        gate.judge(
            new Candidacy(
                own.evaluation(),
                active.map(Marks::evaluation),
                active.map(
                    marks ->
                        new Comparison(
                            field.active().orElseThrow().name(), own.beside(marks), level)),
                field
                    .best()
                    .map(
                        best ->
                            comparison(candidate, best, beforeBest.orElseThrow().images(), level)),
                lost,
                withdrawn,
                notes(field, chosen, beforeBest)));
    metrics.judged(verdict);
    return new Judgement(
        verdict, own.report(), active.flatMap(Marks::report), answers(evidence, own, active));
  }

  private static List<GateReport.Answer> answers(
      List<Example> evidence, Marks own, Optional<Marks> active) {
    return evidence.stream()
        .filter(example -> own.said().containsKey(example.id()))
        .limit(GateReport.MOST_ANSWERS)
        .map(
            example ->
                new GateReport.Answer(
                    example.id(),
                    example.label(),
                    own.said().get(example.id()),
                    active.map(rival -> rival.said().get(example.id()))))
        .toList();
  }

  private Comparison comparison(
      Examinee candidate, Examinee best, List<Example> evidence, double level) {
    List<String> labels = candidate.model().manifest().labels();
    PairedOutcomes outcomes =
        marks(candidate, labels, evidence).beside(marks(best, labels, evidence));
    return new Comparison(best.name(), outcomes, level);
  }

  private static List<String> notes(
      Opponents.Field field, Evidence chosen, Optional<Evidence> beforeBest) {
    List<String> notes = new ArrayList<>(chosen.note().stream().toList());
    beforeBest
        .flatMap(Evidence::note)
        .filter(note -> !notes.contains(note))
        .ifPresent(
            note ->
                notes.add(
                    "against version %s: %s".formatted(field.best().orElseThrow().name(), note)));
    return notes;
  }

  /** Puts images to the model's graph, unless it has answered without having learned them. */
  private Marks marks(Examinee examinee, List<String> labels, List<Example> evidence) {
    if (evidence.isEmpty()) {
      return new Marks(Evaluation.ofNothing(labels), Optional.empty(), Map.of(), Map.of());
    }
    ModelArtifact model = examinee.model();
    HeldOutImages held =
        sets.heldOut(
            evidence, labels, model.manifest().input(), id -> examinee.answer(id).isPresent());
    Scoring scoring = new Scoring(held, model.manifest().labels(), decisions);
    Map<String, Boolean> right = new HashMap<>();
    Map<String, String> said = new HashMap<>();
    List<DecodedImage> asked = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < held.images().size(); place++) {
      DecodedImage image = held.images().get(place);
      Optional<float[]> answer = examinee.answer(image.id());
      if (answer.isEmpty()) {
        asked.add(image);
        places.add(place);
      } else {
        right.put(image.id(), scoring.add(place, answer.get()));
        said.put(image.id(), named(model, answer.get()));
      }
    }
    if (!asked.isEmpty()) {
      try (ImageGraph graph = serving.load(model.onnx())) {
        new HeldOutImages(labels, held.input(), asked)
            .run(
                graph,
                (image, row) -> {
                  right.put(asked.get(image).id(), scoring.add(places.get(image), row));
                  said.put(asked.get(image).id(), named(model, row));
                });
      }
    }
    return new Marks(scoring.evaluation(), Optional.of(scoring.report()), right, said);
  }

  private String named(ModelArtifact model, float[] probabilities) {
    return decisions.decide(model.manifest().labels(), probabilities).label();
  }

  /**
   * How a model did.
   *
   * @param report the same scores for a manifest, where there were images
   * @param right by example id, whether it named the image right
   * @param said by example id, the label that it named
   */
  private record Marks(
      Evaluation evaluation,
      Optional<HeldOut> report,
      Map<String, Boolean> right,
      Map<String, String> said) {

    PairedOutcomes beside(Marks other) {
      PairedOutcomes outcomes = PairedOutcomes.NONE;
      for (Map.Entry<String, Boolean> mine : right.entrySet()) {
        Boolean theirs = other.right().get(mine.getKey());
        if (theirs != null) {
          outcomes = outcomes.with(mine.getValue(), theirs);
        }
      }
      return outcomes;
    }
  }
}
