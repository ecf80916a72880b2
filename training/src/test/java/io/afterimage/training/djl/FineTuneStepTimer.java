package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.Activations;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.Learner;
import io.afterimage.training.RmsProp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A program for {@code suffix_step_speed.py}: for each line with a number it takes so many steps of
 * batch 32 at 160x160 and answers with the seconds. Its argument is {@code onnx} or {@code mxnet}.
 */
final class FineTuneStepTimer {

  private static final int BATCH = 32;

  private FineTuneStepTimer() {}

  public static void main(String[] args) throws IOException {
    Map<String, Tensor> weights = new HashMap<>(KnownBackbone.MOBILENETV2.shippedWeights());
    weights.put("head.weight", FormulaBatch.headWeight(1));
    weights.put("head.bias", FormulaBatch.headBias(1));
    Activations batch = FormulaBatch.activations(BATCH, 10);
    int[] labels = IntStream.range(0, BATCH).map(i -> i % 2).toArray();
    FineTunePlan plan =
        new FineTunePlan(
            KnownBackbone.MOBILENETV2.shippedTable(),
            100,
            160,
            160,
            RmsProp.withRate(1e-5),
            0.2,
            ClassWeights.NONE,
            1);
    try (Learner learner = engine(args[0], plan, weights);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        long started = System.nanoTime();
        for (int step = Integer.parseInt(line.strip()); step > 0; step--) {
          learner.train(batch, labels);
        }
        learner.logits(FormulaBatch.activations(1, 10));
        System.out.println((System.nanoTime() - started) / 1e9);
      }
    }
  }

  private static Learner engine(String name, FineTunePlan plan, Map<String, Tensor> weights) {
    return switch (name) {
      case "onnx" -> new FineTuneOnnxLearner(plan, weights);
      case "mxnet" -> new FineTuneMxnetLearner(plan, weights);
      default -> throw new IllegalArgumentException(name + " is neither onnx nor mxnet");
    };
  }
}
