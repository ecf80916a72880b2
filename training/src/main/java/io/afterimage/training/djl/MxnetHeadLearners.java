package io.afterimage.training.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.Engines;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.HeadLearners;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.Learner;
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
