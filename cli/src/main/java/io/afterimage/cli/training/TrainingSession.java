package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.model.ModelArtifact;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Base;
import io.afterimage.trainer.training.Checkpoints;
import io.afterimage.trainer.training.StartingPoint;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.TrainingResult;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A training as a person follows it at a terminal. For one thread.
 *
 * @param plan how to train
 * @param start where from
 * @param output where checkpoints go, where they are wanted
 * @param resume whether to go on from the checkpoint that is there
 * @param terminal hears how it goes
 * @param cancelled asked while reading and before each batch
 */
public record TrainingSession(
    TrainingPlan plan,
    StartingPoint start,
    Optional<ModelFolder> output,
    boolean resume,
    Terminal terminal,
    BooleanSupplier cancelled) {

  /** What came of it. */
  public sealed interface Outcome {

    /** All epochs, or as many as patience allowed. */
    record Finished(ModelArtifact model, TrainingSet pictures) implements Outcome {}

    /** The best finished epoch's model, if one is in the checkpoint. */
    record Interrupted(Optional<ModelArtifact> best) implements Outcome {}
  }

  /**
   * Reads the pictures and trains.
   *
   * @param base is asked for once the classes are told
   * @throws CancellationException when cancelled before training began
   * @throws io.afterimage.trainer.dataset.DatasetException when too little is usable
   */
  public Outcome run(Dataset dataset, Supplier<Base> base) {
    TrainingNotices notices = new TrainingNotices(terminal);
    notices.classes(dataset);
    PictureTraining training = new PictureTraining(base.get());
    TrainingSet pictures = read(dataset, training);
    notices.pictures(pictures);
    output.ifPresent(folder -> folder.prepare(resume, terminal));
    Checkpoints checkpoints =
        output.<Checkpoints>map(ModelFolder::checkpoint).orElse(Checkpoints.NONE);
    try (EpochTable table = new EpochTable(terminal)) {
      TrainingResult result = training.train(pictures, plan, start, checkpoints, table, cancelled);
      notices.testScore(result, pictures);
      return new Outcome.Finished(result.artifact(), pictures);
    } catch (CancellationException e) {
      Optional<Training.SoFar> best = training.bestSoFar(pictures, plan, start, checkpoints);
      notices.interrupted(best);
      return new Outcome.Interrupted(best.map(Training.SoFar::artifact));
    }
  }

  private TrainingSet read(Dataset dataset, PictureTraining training) {
    try (Progress bar =
        Progress.start(terminal, "reading", dataset.pictures().size(), "pictures")) {
      return training.read(dataset, plan, (done, total) -> bar.stepTo(done), cancelled);
    }
  }
}
