package io.afterimage.training;

import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the model file and its manifest from what was learned.
 *
 * @param base gives every weight that was not learned
 * @param clock tells when training ended
 */
record ArtifactAssembly(Base base, InstantSource clock) {

  /**
   * An unpublished model.
   *
   * @param learned {@code head.weight}, {@code head.bias}, {@code class.means} and any of the
   *     base's variables
   * @param chosen the phase whose scores are the model's
   */
  ModelArtifact assemble(TrainingSet images, Map<String, Tensor> learned, PhaseResult chosen) {
    byte[] onnx = base.classifier(learned, images.labels(), images.input());
    Manifest manifest =
        new Manifest(
            Manifest.UNPUBLISHED,
            images.labels(),
            images.input(),
            base.normalisation(),
            base.name(),
            Optional.empty(),
            images.fingerprint(),
            scores(images, chosen),
            clock.instant(),
            Sha256.of(onnx),
            onnx.length);
    return new ModelArtifact(manifest, onnx);
  }

  private static Map<String, Double> scores(TrainingSet images, PhaseResult chosen) {
    Map<String, Double> scores = new LinkedHashMap<>();
    put(scores, "train", chosen.kept().train());
    put(scores, "validation", chosen.end().validation());
    chosen.test().ifPresent(test -> put(scores, "test", test));
    for (Split split : Split.values()) {
      String name = split.name().toLowerCase(Locale.ROOT) + "_pictures";
      scores.put(name, (double) images.of(split).size());
    }
    return scores;
  }

  private static void put(Map<String, Double> scores, String name, Score score) {
    scores.put(name + "_loss", score.loss());
    scores.put(name + "_accuracy", score.accuracy());
  }
}
