package io.afterimage.training.refresh;

import io.afterimage.models.LabelReview;
import io.afterimage.models.ModelArtifact;
import io.afterimage.training.head.FittedHead;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A version with another head.
 *
 * @param artifact the model, unpublished
 * @param fitted its head
 * @param answers the probability of each class, by image id, as heads say it that have not learned
 *     the image: out of fold for what was learned, the model's own for the test images. Images
 *     whose class such a head does not know are left out
 * @param uncounted test images of which a near twin is learned: their answers say nothing of new
 *     images
 * @param labels which labels of what was learned look wrong; empty where nobody looked
 */
public record RefreshedModel(
    ModelArtifact artifact,
    FittedHead fitted,
    Map<String, float[]> answers,
    Set<String> uncounted,
    Optional<LabelReview> labels) {

  /** Copies the collections. */
  public RefreshedModel {
    answers = Map.copyOf(answers);
    uncounted = Set.copyOf(uncounted);
  }
}
