package io.afterimage.training.djl;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.afterimage.training.Adam;
import io.afterimage.training.Optimizer;
import io.afterimage.training.RmsProp;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What {@code suffix_gradients.py} wrote. */
record KerasFixture(int batch, int size, List<Case> cases) {

  record Case(
      String optimiser,
      double rate,
      int logits,
      int[] labels,
      double loss,
      double lossOfSecondStep,
      float[][] output,
      List<VariableSample> variables) {

    Optimizer optimizer() {
      return switch (optimiser) {
        case "rmsprop" -> RmsProp.withRate(rate);
        case "adam" -> Adam.withRate(rate);
        default -> throw new IllegalArgumentException(optimiser);
      };
    }

    @Override
    public String toString() {
      return optimiser + ", " + logits + " logits";
    }
  }

  /** One variable; the arrays after {@code positions} are its values there. */
  record VariableSample(
      String name,
      int size,
      double norm,
      double largest,
      int[] positions,
      double[] gradient,
      double[] afterOneStep,
      double[] afterTwoSteps) {}

  static KerasFixture read() throws IOException {
    try (InputStream in = KerasFixture.class.getResourceAsStream("/suffix-gradients.json")) {
      return new ObjectMapper().readValue(in, KerasFixture.class);
    }
  }
}
