package io.afterimage.trainer.service;

import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.EpochResult;
import io.afterimage.training.HeldOutAnswers;
import io.afterimage.training.Phase;
import io.afterimage.training.PhaseResult;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Score;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Gives a candidate that was made before, and counts what it was asked to learn from. */
final class FakeTraining implements CandidateTraining {

  ModelArtifact candidate = FakeModels.model(FakeModels.RIGHT, 1);

  /** What its engine gives to the label that it says; the served file says 0.9. */
  double sure = 0.9;

  /** How many classes it has room for. */
  int room = 100;

  int runs;
  int learnedFrom;

  @Override
  public int epochs(ScheduleValues overrides) {
    return 1;
  }

  @Override
  public String identity(ScheduleValues overrides, Supplier<Optional<ModelArtifact>> current) {
    overrides
        .find(ScheduleOptions.BATCH_SIZE)
        .filter(size -> size < 1)
        .ifPresent(
            size -> {
              throw new IllegalArgumentException("batch size is " + size);
            });
    return overrides.toString();
  }

  @Override
  public void requireRoom(int classes, InputSpec input) {
    if (classes > room) {
      throw new DatasetException("there is no room for %d classes".formatted(classes));
    }
  }

  @Override
  public TrainingResult run(
      TrainingSet images,
      ScheduleValues overrides,
      Supplier<Optional<ModelArtifact>> current,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    runs++;
    learnedFrom = Stream.of(Split.values()).mapToInt(split -> images.of(split).size()).sum();
    EpochResult epoch =
        new EpochResult(Phase.FINE_TUNE, 0, new Score(0.5, 0.7), new Score(0.4, 0.8), 2, 50);
    listener.epochFinished(epoch);
    PhaseResult phase =
        new PhaseResult(new Score(1, 0.5), List.of(epoch), 0, Optional.empty(), answers(images));
    return new TrainingResult(
        candidate, List.of(phase), 0, ScheduleConfig.DEFAULT, Optional.empty());
  }

  /** As {@link FakeModels} answers from the candidate's file. */
  private HeldOutAnswers answers(TrainingSet images) {
    float logit = (float) Math.log(sure / (1 - sure));
    int limit = candidate.onnx()[0] & 0xff;
    return new HeldOutAnswers(
        Stream.of(Split.VALIDATION, Split.TEST)
            .flatMap(split -> images.of(split).stream())
            .<HeldOutAnswers.Answer>map(
                image ->
                    new HeldOutAnswers.Answer.Row(
                        new float[] {(image.rgb()[0] & 0xff) < limit ? -logit : logit}))
            .toList());
  }
}
