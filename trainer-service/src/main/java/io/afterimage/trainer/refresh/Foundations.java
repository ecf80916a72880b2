package io.afterimage.trainer.refresh;

import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.Base;
import io.afterimage.training.ModelBase;

/**
 * Versions taken apart. Parsing a version's file and hashing what its head stands on takes longer
 * than much of a refresh, which needs it of the same versions as the one before. Thread-safe.
 */
public final class Foundations {

  /** The active version, the best earlier one, and the one before that. */
  private static final int KEPT = 3;

  private final Latest<String, Foundation> known = new Latest<>(KEPT);
  private final Latest<InputSpec, String> pretrained = new Latest<>(KEPT);

  /**
   * A version without its head.
   *
   * @param base with the head that was on it
   * @param identity SHA-256 of its feature graph: versions that share it see the same
   */
  record Foundation(ModelBase base, String identity) {}

  /** SHA-256 of the feature graph of the pretrained base, which is always the same one. */
  String identity(Base base, InputSpec input) {
    return pretrained.get(input, () -> Sha256.of(base.featureGraph(input)));
  }

  /**
   * Of a version.
   *
   * @throws io.afterimage.models.CorruptArtifactException when it was not exported here
   */
  Foundation of(ModelArtifact version) {
    return known.get(
        version.manifest().sha256(),
        () -> {
          ModelBase base = ModelBase.of(version);
          return new Foundation(base, base.identity());
        });
  }
}
