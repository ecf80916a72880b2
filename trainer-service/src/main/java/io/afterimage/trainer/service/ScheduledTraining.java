package io.afterimage.trainer.service;

import io.afterimage.images.InputSpec;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.TrainingSet;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured schedule, changed by what a command says.
 *
 * @param training runs it
 * @param configured what holds where a command is silent
 * @param limits of the resulting model
 */
record ScheduledTraining(Training training, ScheduleValues configured, ModelLimits limits)
    implements CandidateTraining {

  private static final Logger log = LoggerFactory.getLogger(ScheduledTraining.class);

  @Override
  public int epochs(ScheduleValues overrides) {
    ScheduleConfig schedule = schedule(overrides);
    return schedule.freeze().map(FreezePhase::epochs).orElse(0)
        + schedule.fineTune().map(FineTunePhase::epochs).orElse(0);
  }

  @Override
  public String identity(ScheduleValues overrides, Supplier<Optional<ModelArtifact>> current) {
    ScheduleConfig schedule = schedule(overrides);
    Optional<ModelArtifact> start = schedule.warmStart() ? current.get() : Optional.empty();
    return training.identity(schedule, start.map(this::ofSameBackbone));
  }

  /** The SHA-256 of a version that training can start from. */
  private String ofSameBackbone(ModelArtifact version) {
    Manifest manifest = version.manifest();
    if (!manifest.backbone().equals(training.backbone())) {
      throw new IllegalArgumentException(
          "cannot start warm: the active version %s has the backbone %s, this trainer has training.backbone=%s; start from the pretrained base ('afterimage control retrain --warm-start false', or training.warm.start=false), or set training.backbone=%s"
              .formatted(
                  manifest.version(),
                  manifest.backbone(),
                  training.backbone(),
                  manifest.backbone()));
    }
    return manifest.sha256();
  }

  @Override
  public void requireRoom(int classes, InputSpec input) {
    training.requireRoom(classes, input, limits);
  }

  @Override
  public TrainingResult run(
      TrainingSet images,
      ScheduleValues overrides,
      Supplier<Optional<ModelArtifact>> current,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    ScheduleConfig schedule = schedule(overrides);
    return training.run(
        images, schedule, start(schedule, current), checkpoints, listener, cancelled);
  }

  private static StartingPoint start(
      ScheduleConfig schedule, Supplier<Optional<ModelArtifact>> current) {
    Optional<ModelArtifact> active = schedule.warmStart() ? current.get() : Optional.empty();
    log.atInfo()
        .addKeyValue(
            "from", active.map(model -> model.manifest().version()).orElse("the pretrained base"))
        .log("training starts");
    return StartingPoint.of(active);
  }

  /**
   * The schedule of one run, which always has its first phase.
   *
   * @throws IllegalArgumentException naming every value that is out of range
   */
  ScheduleConfig schedule(ScheduleValues overrides) {
    ScheduleValues values = configured.overriddenBy(overrides);
    return ScheduleConfig.of(values).withFreeze(FreezePhase.of(values));
  }
}
