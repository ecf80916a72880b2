package io.afterimage.cli.offline;

import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Probabilities;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.PictureGraph;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.training.dataset.DecodedPicture;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.HeldOutPictures;
import io.afterimage.training.validation.Scoring;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model answers for pictures whose labels are known.
 *
 * @param evaluation the scores
 * @param answers one for each picture, in the pictures' order
 */
public record OfflineEvaluation(Evaluation evaluation, List<Answered> answers) {

  /**
   * One picture's answer.
   *
   * @param picture with its true label's index
   * @param truth its true label
   * @param label the most probable one
   * @param confidence that one's probability
   */
  public record Answered(DecodedPicture picture, String truth, String label, double confidence) {

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
  public static OfflineEvaluation of(ModelArtifact model, HeldOutPictures pictures) {
    Manifest manifest = model.manifest();
    Scoring scoring = new Scoring(pictures, manifest.labels());
    List<Answered> answers = new ArrayList<>();
    try (PictureGraph graph = new OnnxRuntimeEngine(new Device.Cpu()).load(model.onnx())) {
      pictures.run(
          graph,
          (index, probabilities) -> {
            scoring.add(index, probabilities);
            answers.add(answered(pictures, index, manifest.labels(), probabilities));
          });
    }
    return new OfflineEvaluation(scoring.evaluation(), answers);
  }

  private static Answered answered(
      HeldOutPictures pictures, int index, List<String> labels, float[] probabilities) {
    DecodedPicture picture = pictures.pictures().get(index);
    int best = Probabilities.best(probabilities);
    return new Answered(
        picture, pictures.labels().get(picture.label()), labels.get(best), probabilities[best]);
  }
}
