package io.afterimage.trainer.service;

import io.afterimage.models.ModelArtifact;
import io.afterimage.trainer.buffer.Example;
import java.util.Map;

/**
 * A model before the gate.
 *
 * @param name the version, or what people call a candidate
 * @param model its file
 * @param learned what it was fitted to
 * @param outOfFold by example id, the probabilities, one per label of the model, that it gave while
 *     that example was left out of the fit: such an example counts although it is learned
 */
record Examinee(String name, ModelArtifact model, Learned learned, Map<String, float[]> outOfFold) {

  /** Without answers of its own: every image is put to its graph. */
  Examinee(String name, ModelArtifact model, Learned learned) {
    this(name, model, learned, Map.of());
  }

  /** Whether its answer to the example says how it does on images that it has not learned. */
  boolean canBeJudgedBy(Example example) {
    return outOfFold.containsKey(example.id()) || !learned.contains(example);
  }
}
