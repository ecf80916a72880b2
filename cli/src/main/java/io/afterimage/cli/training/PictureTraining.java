package io.afterimage.cli.training;

import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.inference.Device;
import io.afterimage.model.inference.djl.OnnxRuntimeEngine;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.dataset.TrainingSetReader;
import io.afterimage.trainer.training.PretrainedBase;
import io.afterimage.trainer.training.Resources;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.TrainingListener;
import io.afterimage.trainer.training.TrainingResult;
import io.afterimage.trainer.training.djl.MxnetHeadLearners;
import io.afterimage.trainer.training.djl.OnnxFrozenGraphs;
import io.afterimage.trainer.training.djl.SuffixLearners;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains the shipped base on this machine's processors. Keeps the base's weights; for one thread.
 */
public final class PictureTraining {

  private final Resources resources = Resources.ofMachine();
  private final TrainingSetReader reader =
      new TrainingSetReader(new PictureDecoder(PictureLimits.DEFAULT)::decode, resources.threads());
  private final Training training =
      new Training(
          new PretrainedBase(MobileNetV2.imagenet(), MobileNetV2.imagenetWeights()),
          new OnnxFrozenGraphs(new OnnxRuntimeEngine(new Device.Cpu())),
          new MxnetHeadLearners(),
          new SuffixLearners(),
          resources,
          Clock.systemUTC());

  /**
   * Decodes the pictures.
   *
   * @throws io.afterimage.trainer.dataset.DatasetException when too little is usable
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
   * Trains on them.
   *
   * @throws CancellationException within one batch, when cancelled
   */
  public TrainingResult train(
      TrainingSet pictures,
      TrainingPlan plan,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    return training.run(pictures, plan.schedule(), listener, cancelled);
  }
}
