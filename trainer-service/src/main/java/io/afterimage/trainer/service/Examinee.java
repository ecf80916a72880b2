package io.afterimage.trainer.service;

import io.afterimage.models.ModelArtifact;
import io.afterimage.trainer.buffer.Example;
import java.util.Map;
import java.util.Optional;

/**
 * A model before the gate.
 *
 * @param name the version, or what people call a candidate
 * @param model its file
 * @param learned what it was fitted to
 * @param outOfFold by example id, the probabilities, one per label of the model, that it gave while
 *     that example was left out of the fit: such an example counts although it is learned
 * @param known by example id, the probabilities that its graph would give; whatever is not here is
 *     put to the graph
 */
record Examinee(
    String name,
    ModelArtifact model,
    Learned learned,
    Map<String, float[]> outOfFold,
    Map<String, float[]> known) {

  /** What it says of an example, if the graph need not be asked. */
  Optional<float[]> answer(String id) {
    return Optional.ofNullable(outOfFold.get(id)).or(() -> Optional.ofNullable(known.get(id)));
  }

  /** Whether its answer to the example says how it does on images that it has not learned. */
  boolean canBeJudgedBy(Example example) {
    return outOfFold.containsKey(example.id()) || !learned.contains(example);
  }
}
