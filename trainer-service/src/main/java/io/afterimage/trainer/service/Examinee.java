package io.afterimage.trainer.service;

import io.afterimage.models.ModelArtifact;
import io.afterimage.trainer.buffer.Example;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model before the gate.
 *
 * @param name the version, or what people call a candidate
 * @param model its file
 * @param learned what it was fitted to
 * @param alike ids of examples of which it has learned a near twin; where its fit left out their
 *     twins with them, they are not among these
 * @param outOfFold by example id, the probabilities, one per label of the model, that it gave while
 *     that example was left out of the fit: such an example counts although it is learned
 * @param known by example id, the probabilities that its graph would give; whatever is not here is
 *     put to the graph
 */
record Examinee(
    String name,
    ModelArtifact model,
    Learned learned,
    Set<String> alike,
    Map<String, float[]> outOfFold,
    Map<String, float[]> known) {

  /** What it says of an example, if the graph need not be asked. */
  Optional<float[]> answer(String id) {
    return Optional.ofNullable(outOfFold.get(id)).or(() -> Optional.ofNullable(known.get(id)));
  }

  /** Whether it has learned an image that is much like this one. */
  boolean knowsTwinOf(Example example) {
    return alike.contains(example.id());
  }

  /** Whether it answers the example without having learned it. */
  boolean canBeJudgedBy(Example example) {
    return outOfFold.containsKey(example.id()) || !learned.contains(example);
  }
}
