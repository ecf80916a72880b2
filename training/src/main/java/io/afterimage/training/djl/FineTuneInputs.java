package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.DropoutMask;
import io.afterimage.training.HeadSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names what a batch hands to the learning layers, the dropout among it. */
final class FineTuneInputs {

  /** (n, features): 0 for a dropped feature, otherwise what it is multiplied by. */
  static final String DROPOUT_MASK = "dropout_mask";

  private final FineTunePlan plan;
  private final List<String> crossing;
  private final int features;
  private final int logits;
  private final DropoutMask dropout;

  /** Refuses weights that lack one of the backbone's or the head's, or have it in another shape. */
  FineTuneInputs(FineTunePlan plan, Map<String, Tensor> weights) {
    this.plan = plan;
    plan.backbone().requireWeights(weights);
    Tensor weight = weights.get(HeadSpec.WEIGHT);
    Tensor bias = weights.get(HeadSpec.BIAS);
    if (weight == null
        || bias == null
        || weight.shape().length != 2
        || !Arrays.equals(bias.shape(), new long[] {weight.shape()[0]})) {
      throw new IllegalArgumentException(
          "the weights need a head: head.weight (logits, features) and head.bias (logits)");
    }
    logits = Math.toIntExact(weight.shape()[0]);
    features = Math.toIntExact(weight.shape()[1]);
    crossing = plan.backbone().cutAt(plan.fromLayer()).crossing();
    dropout = new DropoutMask(plan.dropout(), plan.seed());
  }

  int logits() {
    return logits;
  }

  /**
   * With dropout.
   *
   * @param step counted from 0: each has its own mask
   */
  Map<String, Tensor> training(Activations batch, int[] labels, int step) {
    if (labels.length != batch.size()) {
      throw new IllegalArgumentException(
          "a batch of " + batch.size() + " images has " + labels.length + " labels");
    }
    return named(batch, dropout.factors(step, batch.size() * features));
  }

  /** Without dropout. */
  Map<String, Tensor> inference(Activations batch) {
    float[] all = new float[batch.size() * features];
    Arrays.fill(all, 1);
    return named(batch, all);
  }

  private Map<String, Tensor> named(Activations batch, float[] mask) {
    if (batch.tensors().size() != crossing.size()) {
      throw new IllegalArgumentException(
          "the layers above %d take the outputs of %s, got %d tensors"
              .formatted(plan.fromLayer(), crossing, batch.tensors().size()));
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < crossing.size(); i++) {
      inputs.put(crossing.get(i), batch.tensors().get(i));
    }
    inputs.put(DROPOUT_MASK, new Tensor(new long[] {batch.size(), features}, mask));
    return inputs;
  }
}
