package io.afterimage.trainer.training.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.afterimage.model.inference.djl.Engines;
import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.training.ClassWeights;
import io.afterimage.trainer.training.FreezePhase;
import io.afterimage.trainer.training.HeadLearners;
import io.afterimage.trainer.training.HeadSpec;
import io.afterimage.trainer.training.Learner;
import java.util.Map;

/** Heads that learn in MXNet, on the processor. */
public final class MxnetHeadLearners implements HeadLearners {

  @Override
  public Learner create(
      HeadSpec head,
      Map<String, Tensor> initial,
      FreezePhase phase,
      ClassWeights weights,
      long dropoutSeed) {
    NDManager manager = Engines.get(Engines.MXNET).newBaseManager(Device.cpu());
    return new MxnetHeadLearner(manager, head, initial, phase, weights, dropoutSeed);
  }
}
