package io.afterimage.cli.offline;

import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Probabilities;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.HeldOutImages;
import io.afterimage.training.validation.Scoring;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model answers for images whose labels are known.
 *
 * @param evaluation the scores
 * @param answers one for each image, in the images' order
 */
public record OfflineEvaluation(Evaluation evaluation, List<Answered> answers) {

  /**
   * One image's answer.
   *
   * @param image with its true label's index
   * @param truth its true label
   * @param label the most probable one
   * @param confidence that one's probability
   */
  public record Answered(DecodedImage image, String truth, String label, double confidence) {

    /** Whether it is right. */
    public boolean correct() {
      return truth.equals(label);
    }
  }

  /** Copies the list. */
  public OfflineEvaluation {
    answers = List.copyOf(answers);
  }

  /**
   * Runs the model on the processor.
   *
   * @throws io.afterimage.models.CorruptArtifactException when it is none
   */
  public static OfflineEvaluation of(ModelArtifact model, HeldOutImages images) {
    Manifest manifest = model.manifest();
    Scoring scoring = new Scoring(images, manifest.labels());
    List<Answered> answers = new ArrayList<>();
    try (ImageGraph graph = new OnnxRuntimeEngine(new Device.Cpu()).load(model.onnx())) {
      images.run(
          graph,
          (index, probabilities) -> {
            scoring.add(index, probabilities);
            answers.add(answered(images, index, manifest.labels(), probabilities));
          });
    }
    return new OfflineEvaluation(scoring.evaluation(), answers);
  }

  private static Answered answered(
      HeldOutImages images, int index, List<String> labels, float[] probabilities) {
    DecodedImage image = images.images().get(index);
    int best = Probabilities.best(probabilities);
    return new Answered(
        image, images.labels().get(image.label()), labels.get(best), probabilities[best]);
  }
}
