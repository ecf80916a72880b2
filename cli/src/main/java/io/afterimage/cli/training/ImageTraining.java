package io.afterimage.cli.training;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.Base;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import io.afterimage.training.djl.EngineLearners;
import io.afterimage.training.djl.OnnxFrozenGraphs;
import io.afterimage.training.validation.ExportCheck;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Trains a base on this machine's processors. Keeps the base's weights; for one thread. */
public final class ImageTraining {

  private final Resources resources = Resources.ofMachine();
  private final TrainingSetReader reader =
      new TrainingSetReader(new ImageDecoder(ImageLimits.DEFAULT)::decode, resources.threads());
  private final OnnxRuntimeEngine engine = new OnnxRuntimeEngine(new Device.Cpu());
  private final ExportCheck check = ExportCheck.in(engine);
  private final Training training;

  /** On the base that the project ships. */
  public ImageTraining() {
    this(
        new PretrainedBase(
            KnownBackbone.MOBILENETV2.shippedTable(), KnownBackbone.MOBILENETV2.shippedWeights()));
  }

  /** On another base. */
  public ImageTraining(Base base) {
    training =
        new Training(
            base, new OnnxFrozenGraphs(engine), new EngineLearners(), resources, Clock.systemUTC());
  }

  /** What the images need of the heap, known before they are read. */
  public ImageMemory.Need memory(Dataset dataset, TrainingPlan plan) {
    return reader.need(dataset, plan.input());
  }

  /**
   * Fails before reading any image if the model for these classes would be too large.
   *
   * @throws io.afterimage.training.dataset.DatasetException saying what it needs, and what there is
   */
  public void requireRoom(Dataset dataset, TrainingPlan plan) {
    training.requireRoom(dataset.labels().size(), plan.input(), ModelLimits.DEFAULT);
  }

  /**
   * Decodes the images.
   *
   * @throws io.afterimage.training.dataset.DatasetException when too little is usable
   * @throws CancellationException when cancelled
   */
  public TrainingSet read(
      Dataset dataset,
      TrainingPlan plan,
      TrainingSetReader.Progress progress,
      BooleanSupplier cancelled) {
    return reader.read(dataset, plan.input(), progress, cancelled);
  }

  /**
   * The same, whatever is left of them.
   *
   * @throws CancellationException when cancelled
   */
  public TrainingSet readAny(
      Dataset dataset,
      TrainingPlan plan,
      TrainingSetReader.Progress progress,
      BooleanSupplier cancelled) {
    return reader.readAny(dataset, plan.input(), progress, cancelled);
  }

  /**
   * Trains on them from the pretrained base.
   *
   * @throws CancellationException within one batch, when cancelled
   */
  public TrainingResult train(
      TrainingSet images, TrainingPlan plan, TrainingListener listener, BooleanSupplier cancelled) {
    return train(images, plan, StartingPoint.pretrained(), Checkpoints.NONE, listener, cancelled);
  }

  /**
   * Trains on them and resumes after the last epoch in the checkpoints.
   *
   * @return a model whose file answers as the training engine does, with its report
   * @throws CancellationException within one batch, when cancelled
   * @throws io.afterimage.training.validation.ExportParity.BrokenExportException when the file
   *     answers otherwise
   */
  public TrainingResult train(
      TrainingSet images,
      TrainingPlan plan,
      StartingPoint start,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    TrainingResult result =
        training(plan).run(images, plan.schedule(), start, checkpoints, listener, cancelled);
    return result.withArtifact(check.require(result, images));
  }

  /** The best epoch in the checkpoints, if there is one; needs no engine. */
  public Optional<Training.SoFar> bestSoFar(
      TrainingSet images, TrainingPlan plan, StartingPoint start, Checkpoints checkpoints) {
    return training(plan).bestSoFar(images, plan.schedule(), start, checkpoints);
  }

  private Training training(TrainingPlan plan) {
    return training.withSuspects(plan.suspects());
  }
}
