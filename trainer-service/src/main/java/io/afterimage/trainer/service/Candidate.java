package io.afterimage.trainer.service;

import io.afterimage.models.LabelReview;
import io.afterimage.models.ModelArtifact;
import io.afterimage.trainer.refresh.ImageTwins;
import io.afterimage.trainer.refresh.SeenFeatures;
import java.util.Map;
import java.util.Optional;

/**
 * A model before its examination.
 *
 * @param model checked, with its report
 * @param outOfFold what it says of examples while it has not learned them, the probability of each
 *     label by example id; only a refresh has that
 * @param seen what its layers see in the examples; only a refresh knows that
 * @param twins which examples are near twins, where they are looked for
 * @param labels which labels looked wrong while it was made; empty where nobody looked
 */
record Candidate(
    ModelArtifact model,
    Map<String, float[]> outOfFold,
    Optional<SeenFeatures> seen,
    Optional<ImageTwins> twins,
    Optional<LabelReview> labels) {

  /** All of whose answers come from its file. */
  static Candidate of(
      ModelArtifact model, Optional<ImageTwins> twins, Optional<LabelReview> labels) {
    return new Candidate(model, Map.of(), Optional.empty(), twins, labels);
  }
}
