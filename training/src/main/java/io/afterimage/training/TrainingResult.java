package io.afterimage.training;

import io.afterimage.models.LabelReview;
import io.afterimage.models.ModelArtifact;
import java.util.List;
import java.util.Optional;

/**
 * A trained model and how it came about.
 *
 * @param artifact the model, unpublished
 * @param phases the result of each phase, in order
 * @param chosen the place of the phase whose variables the model has
 * @param schedule the options of the training
 * @param labels which labels of the training images look wrong; empty where nobody looked
 */
public record TrainingResult(
    ModelArtifact artifact,
    List<PhaseResult> phases,
    int chosen,
    ScheduleConfig schedule,
    Optional<LabelReview> labels) {

  /** Copies the list, which may not be empty. */
  public TrainingResult {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("training has at least one phase");
    }
  }

  /** The same with another file of the model. */
  public TrainingResult withArtifact(ModelArtifact other) {
    return new TrainingResult(other, phases, chosen, schedule, labels);
  }

  /** The phase whose variables the model has. */
  public PhaseResult chosenPhase() {
    return phases.get(chosen);
  }

  /** Every epoch of every phase, in order. */
  public List<EpochResult> history() {
    return phases.stream().flatMap(phase -> phase.epochs().stream()).toList();
  }
}
