package io.afterimage.trainer.service;

import io.afterimage.models.Lineage;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.Split;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which examples the weights of a model were fitted to. Thread-safe. */
final class Learned {

  private final Optional<Lineage> lineage;
  private final Set<String> ids;
  private final Set<String> images;

  private Learned(Optional<Lineage> lineage, Set<String> ids, Set<String> images) {
    this.lineage = lineage;
    this.ids = ids;
    this.images = images;
  }

  /**
   * As its lineage says, by ids and by the digests of images; without a lineage, what the split
   * keeps for training.
   *
   * @param examples those that there are: they know the digests of the ids that they have
   */
  static Learned of(Optional<Lineage> lineage, List<Example> examples) {
    Set<String> ids = new HashSet<>();
    Set<String> images = new HashSet<>();
    lineage.map(Lineage::learned).ifPresent(ids::addAll);
    lineage.flatMap(Lineage::learnedImages).ifPresent(images::addAll);
    examples.stream()
        .filter(example -> ids.contains(example.id()))
        .flatMap(example -> example.sha256().stream())
        .forEach(images::add);
    return new Learned(lineage, ids, images);
  }

  /** Whether a lineage says so; otherwise it is a guess. */
  boolean isKnown() {
    return lineage.isPresent();
  }

  /** Whether the example, or the same image under another id, was learned. */
  boolean contains(Example example) {
    if (lineage.isEmpty()) {
      return example.split() == Split.TRAIN;
    }
    return ids.contains(example.id()) || example.sha256().filter(images::contains).isPresent();
  }
}
