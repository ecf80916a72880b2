package io.afterimage.cli.report;

import io.afterimage.cli.offline.OfflineEvaluation;
import io.afterimage.cli.training.LayerSummary;
import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.model.onnx.Head;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Augmentation;
import io.afterimage.trainer.training.Base;
import io.afterimage.trainer.training.FineTunePhase;
import io.afterimage.trainer.training.PhaseResult;
import io.afterimage.trainer.training.TrainingResult;
import io.afterimage.trainer.validation.HeldOutPictures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report shows.
 *
 * @param title of the page
 * @param facts about the run, in the order to be shown
 * @param pictures that it learned from and was validated with
 * @param augmentation of the training pictures
 * @param phases what came of each, in order
 * @param evaluation of the exported model on the validation pictures
 * @param summary of the network
 * @param seed chooses the pictures that are shown
 */
public record ReportContent(
    String title,
    Map<String, String> facts,
    TrainingSet pictures,
    Augmentation augmentation,
    List<PhaseResult> phases,
    OfflineEvaluation evaluation,
    LayerSummary summary,
    long seed) {

  /** Copies the collections. */
  public ReportContent {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    phases = List.copyOf(phases);
  }

  /**
   * Of a finished run; the exported model is run on the validation pictures.
   *
   * @param source where the pictures come from
   */
  public static ReportContent of(
      String source, Base base, TrainingPlan plan, TrainingSet pictures, TrainingResult result) {
    List<String> labels = pictures.labels();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("pictures", source);
    facts.put("classes", "%d: %s".formatted(labels.size(), String.join(", ", labels)));
    facts.put(
        "training, validation",
        "%d, %d".formatted(pictures.of(Split.TRAIN).size(), pictures.of(Split.VALIDATION).size()));
    facts.put("skipped files", Integer.toString(pictures.skipped().size()));
    facts.put("backbone", base.name());
    facts.put("input", "%dx%d".formatted(plan.size(), plan.size()));
    facts.put("seed", Long.toString(plan.seed()));
    facts.put("SHA-256 of the model", result.artifact().manifest().sha256());
    HeldOutPictures held =
        new HeldOutPictures(labels, pictures.input(), pictures.of(Split.VALIDATION));
    return new ReportContent(
        "%s on %s".formatted(base.name(), source),
        facts,
        pictures,
        plan.schedule().augmentation(),
        result.phases(),
        OfflineEvaluation.of(result.artifact(), held),
        LayerSummary.of(
            base,
            Head.logits(labels.size()),
            plan.size(),
            plan.schedule()
                .fineTune()
                .map(FineTunePhase::fromLayer)
                .orElseGet(() -> headIndex(base))),
        plan.seed());
  }

  /** While all of the base is frozen, what learns is what stands on it. */
  private static int headIndex(Base base) {
    return base.learnable().map(own -> own.backbone().layers().size()).orElse(1);
  }
}
