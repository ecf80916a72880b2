package io.afterimage.trainer.training.djl;

import io.afterimage.model.InputSpec;
import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.inference.Device;
import io.afterimage.model.inference.djl.OnnxRuntimeEngine;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.trainer.dataset.FolderDataset;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.dataset.TrainingSetReader;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.PhasePlan;
import io.afterimage.trainer.training.PretrainedBase;
import io.afterimage.trainer.training.Resources;
import io.afterimage.trainer.training.ScheduleConfig;
import io.afterimage.trainer.training.Score;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.TrainingListener;
import io.afterimage.trainer.training.TrainingResult;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first phase on a folder of pictures, with everything real, each epoch logged. */
final class FolderHeadTraining {

  private static final Logger LOG = LoggerFactory.getLogger(FolderHeadTraining.class);

  private FolderHeadTraining() {}

  static TrainingSet read(Path folder, int size) {
    Resources resources = Resources.ofMachine();
    return new TrainingSetReader(
            new PictureDecoder(PictureLimits.DEFAULT)::decode, resources.threads())
        .read(
            FolderDataset.list(folder),
            InputSpec.square(size),
            TrainingSetReader.Progress.NONE,
            () -> false);
  }

  static TrainingResult train(TrainingSet pictures, ScheduleConfig config) {
    return new Training(
            new PretrainedBase(MobileNetV2.imagenet(), MobileNetV2.imagenetWeights()),
            new OnnxFrozenGraphs(new OnnxRuntimeEngine(new Device.Cpu())),
            new MxnetHeadLearners(),
            new SuffixLearners(),
            Resources.ofMachine(),
            InstantSource.system())
        .run(pictures, config, new EpochLog(), () -> false);
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
