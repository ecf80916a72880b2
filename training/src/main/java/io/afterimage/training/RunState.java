package io.afterimage.training;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A run's checkpoints as its phases use them. For one run and one thread. */
final class RunState {

  private final String run;
  private final Checkpoints checkpoints;
  private final Map<Phase, PhaseProgress> phases = new EnumMap<>(Phase.class);

  /** Finds where an earlier attempt stopped. */
  RunState(String run, Checkpoints checkpoints) {
    this.run = run;
    this.checkpoints = checkpoints;
    checkpoints.find(run).ifPresent(found -> phases.putAll(found.phases()));
  }

  /** How far a phase is, if an epoch of it is finished. */
  Optional<PhaseProgress> of(Phase phase) {
    return Optional.ofNullable(phases.get(phase));
  }

  /** An epoch has ended. */
  void reached(Phase phase, PhaseProgress progress) {
    phases.put(phase, progress);
    checkpoints.save(new Checkpoint(run, phases));
  }
}
