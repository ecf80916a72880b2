package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.training.Base;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import java.util.List;
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
 * @param resume whether to resume from an existing checkpoint
 * @param terminal where progress is reported
 * @param cancelled asked while reading and before each batch
 */
public record TrainingSession(
    TrainingPlan plan,
    StartingPoint start,
    Optional<ModelFolder> output,
    boolean resume,
    Terminal terminal,
    BooleanSupplier cancelled) {

  /** The outcome of the training. */
  public sealed interface Outcome {

    /**
     * All epochs, or as many as patience allowed.
     *
     * @param lineage which images the model was made with
     */
    record Finished(ModelArtifact model, TrainingSet images, Lineage lineage) implements Outcome {}

    /** The best finished epoch's model, if one is in the checkpoint. */
    record Interrupted(Optional<ModelArtifact> best) implements Outcome {}
  }

  /**
   * Reads the images and trains.
   *
   * @param folder has the images, and says how many are enough
   * @param base called once the classes have been reported
   * @throws CancellationException when cancelled before training began
   * @throws io.afterimage.training.dataset.DatasetException when too little is there, or usable
   */
  public Outcome run(ImageFolder folder, Supplier<Base> base) {
    Dataset listed = folder.list();
    TrainingNotices notices = new TrainingNotices(terminal);
    notices.classes(listed);
    ImageTraining training = new ImageTraining(base.get());
    training.requireRoom(listed, plan);
    notices.memory(training.memory(listed, plan));
    TrainingSet images = read(folder, listed, training, notices);
    notices.images(images);
    Lineage lineage = LearnedImages.lineage(images, listed);
    output.ifPresent(target -> target.prepare(resume, terminal));
    Checkpoints checkpoints =
        output.<Checkpoints>map(ModelFolder::checkpoint).orElse(Checkpoints.NONE);
    try (EpochTable table = new EpochTable(terminal)) {
      TrainingResult result = training.train(images, plan, start, checkpoints, table, cancelled);
      notices.testScore(result, images);
      new SuspectImages(folder.path(), output, terminal).report(result.labels());
      return new Outcome.Finished(result.artifact(), images, lineage);
    } catch (RuntimeException e) {
      if (!(e instanceof CancellationException)) {
        requireCancelled(e);
        notices.failedAtTheEnd(e);
      }
      Optional<Training.SoFar> best = training.bestSoFar(images, plan, start, checkpoints);
      notices.interrupted(best);
      return new Outcome.Interrupted(best.map(Training.SoFar::artifact));
    }
  }

  /** A failure is one, unless the best epoch was to be kept anyway. */
  private void requireCancelled(RuntimeException failure) {
    if (!cancelled.getAsBoolean()) {
      throw failure;
    }
  }

  /** Reads again without the classes that turn out to be too small: labels are recounted. */
  private TrainingSet read(
      ImageFolder folder, Dataset listed, ImageTraining training, TrainingNotices notices) {
    FirstLook look = look(folder, listed, training);
    if (look.read().isEmpty()) {
      notices.classes(look.usable());
    }
    TrainingSet read =
        look.read().orElseGet(() -> read(look.usable(), training).withSkipped(look.skipped()));
    TrainingSetReader.requireEnough(read);
    return read;
  }

  /**
   * What reading showed.
   *
   * @param usable the images to learn from
   * @param read its images, unless they must be read again: two sets need twice the memory
   */
  private record FirstLook(
      Dataset usable, List<SkippedImage> skipped, Optional<TrainingSet> read) {}

  private FirstLook look(ImageFolder folder, Dataset listed, ImageTraining training) {
    TrainingSet read = read(listed, training);
    Dataset usable = folder.usable(listed, read);
    return new FirstLook(
        usable, read.skipped(), Optional.of(read).filter(all -> usable.equals(listed)));
  }

  private TrainingSet read(Dataset dataset, ImageTraining training) {
    try (Progress bar = Progress.start(terminal, "reading", dataset.images().size(), "images")) {
      return training.readAny(dataset, plan, (done, total) -> bar.stepTo(done), cancelled);
    }
  }
}
