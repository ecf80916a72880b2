package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.inference.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FineTuneMxnetLearnerTest extends FineTuneLearnerContract {

  @Override
  FineTuneLearner open(FineTunePlan plan, Map<String, Tensor> weights) {
    return new FineTuneMxnetLearner(plan, weights);
  }

  @Test
  void shouldKeepMovingStatisticsToTheBit() {
    try (FineTuneMxnetLearner learner =
        new FineTuneMxnetLearner(plan(rmsProp(), 0.2, 1, 100), weights(1))) {
      learner.train(FormulaBatch.activations(4, 6), LABELS);

      assertThat(learner.statistics()).hasSize(2 * 18);
      learner
          .statistics()
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.values()).as(name).isEqualTo(BASE.get(name).values()));
    }
  }
}
