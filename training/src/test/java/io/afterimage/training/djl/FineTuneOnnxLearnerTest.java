package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.inference.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FineTuneOnnxLearnerTest extends FineTuneLearnerContract {

  @Override
  FineTuneLearner open(FineTunePlan plan, Map<String, Tensor> weights) {
    return new FineTuneOnnxLearner(plan, weights);
  }

  @Test
  void shouldBeChosenForTheScheduleAndLeaveLowCutsToMxnet() {
    try (FineTuneLearner usual = EngineLearners.fineTune(plan(rmsProp(), 0, 1, 100), weights(1));
        FineTuneLearner low = EngineLearners.fineTune(plan(rmsProp(), 0, 1, 20), weights(1))) {
      assertThat(usual).isInstanceOf(FineTuneOnnxLearner.class);
      assertThat(low).isInstanceOf(FineTuneMxnetLearner.class);
    }
  }
}
