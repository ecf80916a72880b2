package io.afterimage.training;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a run stands after an epoch.
 *
 * @param run what tells it from runs of other images, another schedule or another base: see {@link
 *     RunFingerprint}
 * @param phases each phase with a finished epoch, in order; all but the last are finished
 */
public record Checkpoint(String run, Map<Phase, PhaseProgress> phases) {

  /** Copies the map, which may not be empty. */
  public Checkpoint {
    phases = Collections.unmodifiableMap(new EnumMap<>(phases));
  }

  /** How many epochs are finished, over all phases. */
  public int epochs() {
    return phases.values().stream().mapToInt(phase -> phase.epochs().size()).sum();
  }
}
