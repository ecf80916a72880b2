package io.afterimage.training.djl;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.FineTuneLearners;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.Learner;
import java.util.Map;

/** Learners for fine-tuning, on the processor: see {@link FineTuneLearner#open}. */
public final class SuffixLearners implements FineTuneLearners {

  @Override
  public Learner create(
      Backbone backbone,
      InputSpec input,
      Map<String, Tensor> weights,
      FineTunePhase phase,
      ClassWeights classWeights,
      long dropoutSeed) {
    return FineTuneLearner.open(
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
}
