package io.afterimage.training.djl;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.Learner;
import io.afterimage.training.Learners;
import io.afterimage.training.head.SoftmaxEngine;
import java.util.Map;

/**
 * Learners on the processor. A head learns by epochs in MXNet. Layers of a backbone learn in ONNX
 * Runtime where every one of them has a fast form there, otherwise in MXNet, which is slower and
 * takes any cut.
 */
public final class EngineLearners implements Learners {

  @Override
  public Learner head(
      Map<String, Tensor> initial, FreezePhase phase, ClassWeights classWeights, long dropoutSeed) {
    return new FineTuneMxnetLearner(initial, phase, classWeights, dropoutSeed);
  }

  @Override
  public SoftmaxEngine softmax() {
    return new OnnxSoftmaxEngine();
  }

  @Override
  public Learner fineTune(
      Backbone backbone,
      InputSpec input,
      Map<String, Tensor> weights,
      FineTunePhase phase,
      ClassWeights classWeights,
      long dropoutSeed) {
    return fineTune(
        new FineTunePlan(
            backbone,
            phase.fromLayer(),
            input.height(),
            input.width(),
            phase.optimizer(),
            phase.dropout(),
            classWeights,
            dropoutSeed),
        weights);
  }

  static FineTuneLearner fineTune(FineTunePlan plan, Map<String, Tensor> weights) {
    return SuffixGradients.lacking(plan).isEmpty()
        ? new FineTuneOnnxLearner(plan, weights)
        : new FineTuneMxnetLearner(plan, weights);
  }
}
