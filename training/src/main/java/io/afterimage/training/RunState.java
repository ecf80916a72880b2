package io.afterimage.training;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A run's checkpoints as its phases use them. For one run and one thread. */
final class RunState {

  private final String run;
  private final Checkpoints checkpoints;
  private final Map<Phase, PhaseProgress> phases = new EnumMap<>(Phase.class);
  private Optional<Augmentation> augmentation = Optional.empty();

  /** Finds where an earlier attempt stopped. */
  RunState(String run, Checkpoints checkpoints) {
    this.run = run;
    this.checkpoints = checkpoints;
    checkpoints
        .find(run)
        .ifPresent(
            found -> {
              phases.putAll(found.phases());
              augmentation = found.augmentation();
            });
  }

  /** What the images have decided on in an earlier attempt. */
  Optional<Augmentation> augmentation() {
    return augmentation;
  }

  /** The images have decided. */
  void chosen(Augmentation choice) {
    augmentation = Optional.of(choice);
    save();
  }

  /** How far a phase is, if an epoch of it is finished. */
  Optional<PhaseProgress> of(Phase phase) {
    return Optional.ofNullable(phases.get(phase));
  }

  /** An epoch has ended. */
  void reached(Phase phase, PhaseProgress progress) {
    phases.put(phase, progress);
    save();
  }

  private void save() {
    checkpoints.save(new Checkpoint(run, augmentation, phases));
  }
}
