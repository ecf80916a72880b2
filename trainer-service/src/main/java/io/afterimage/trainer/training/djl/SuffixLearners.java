package io.afterimage.trainer.training.djl;

import io.afterimage.model.InputSpec;
import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.training.ClassWeights;
import io.afterimage.trainer.training.FineTuneLearners;
import io.afterimage.trainer.training.FineTunePhase;
import io.afterimage.trainer.training.Learner;
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
