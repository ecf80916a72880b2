package io.afterimage.training.djl;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.EpochResult;
import io.afterimage.training.PhasePlan;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Score;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first phase on a folder of images, with everything real, each epoch logged. */
final class FolderHeadTraining {

  private static final Logger LOG = LoggerFactory.getLogger(FolderHeadTraining.class);

  private FolderHeadTraining() {}

  static TrainingSet read(Path folder, int size) {
    Resources resources = Resources.ofMachine();
    return new TrainingSetReader(new ImageDecoder(ImageLimits.DEFAULT)::decode, resources.threads())
        .read(
            FolderDataset.list(folder),
            InputSpec.square(size),
            TrainingSetReader.Progress.NONE,
            () -> false);
  }

  static TrainingResult train(TrainingSet images, ScheduleConfig config) {
    return new Training(
            new PretrainedBase(
                KnownBackbone.MOBILENETV2.shippedTable(),
                KnownBackbone.MOBILENETV2.shippedWeights()),
            new OnnxFrozenGraphs(new OnnxRuntimeEngine(new Device.Cpu())),
            new EngineLearners(),
            Resources.ofMachine(),
            InstantSource.system())
        .run(images, config, new EpochLog(), () -> false);
  }

  private static final class EpochLog implements TrainingListener {

    @Override
    public void phaseStarted(PhasePlan plan, Score initial) {
      LOG.atInfo().addKeyValue("phase", plan.phase()).addKeyValue("score", initial).log("start");
    }

    @Override
    public void epochFinished(EpochResult result) {
      LOG.atInfo().addKeyValue("result", result).log("epoch");
    }
  }
}
