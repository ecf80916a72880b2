package io.afterimage.training;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run stands: after an epoch, or before the first once it has chosen its augmentation.
 *
 * @param run what tells it from runs of other images, another schedule or another base: see {@link
 *     RunFingerprint}
 * @param augmentation that the images have decided on; empty where options name one, and in
 *     checkpoints of before it was kept
 * @param phases each phase with a finished epoch, in order; all but the last are finished
 */
public record Checkpoint(
    String run, Optional<Augmentation> augmentation, Map<Phase, PhaseProgress> phases) {

  /** Copies the map. */
  public Checkpoint {
    Map<Phase, PhaseProgress> copy = new EnumMap<>(Phase.class);
    copy.putAll(phases);
    phases = Collections.unmodifiableMap(copy);
  }

  /** How many epochs are finished, over all phases. */
  public int epochs() {
    return phases.values().stream().mapToInt(phase -> phase.epochs().size()).sum();
  }
}
