package io.afterimage.trainer.training.djl;

import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.training.Activations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Names what a batch hands to the learning layers, and draws the dropout. Used by one thread. */
final class FineTuneInputs {

  static final String HEAD_WEIGHT = "head.weight";
  static final String HEAD_BIAS = "head.bias";

  /** (n, features): 0 for a dropped feature, otherwise what it is multiplied by. */
  static final String DROPOUT_MASK = "dropout_mask";

  private final FineTunePlan plan;
  private final List<String> crossing;
  private final int features;
  private final int logits;
  private final SplittableRandom random;

  /** Refuses weights that lack one of the backbone's or the head's, or have it in another shape. */
  FineTuneInputs(FineTunePlan plan, Map<String, Tensor> weights) {
    this.plan = plan;
    plan.backbone().requireWeights(weights);
    Tensor weight = weights.get(HEAD_WEIGHT);
    Tensor bias = weights.get(HEAD_BIAS);
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
    random = new SplittableRandom(plan.seed());
  }

  int logits() {
    return logits;
  }

  /** With dropout; every call draws anew. */
  Map<String, Tensor> training(Activations batch, int[] labels) {
    if (labels.length != batch.size()) {
      throw new IllegalArgumentException(
          "a batch of " + batch.size() + " pictures has " + labels.length + " labels");
    }
    return named(batch, plan.dropout());
  }

  /** Without dropout. */
  Map<String, Tensor> inference(Activations batch) {
    return named(batch, 0);
  }

  private Map<String, Tensor> named(Activations batch, double dropout) {
    if (batch.tensors().size() != crossing.size()) {
      throw new IllegalArgumentException(
          "the layers above %d take the outputs of %s, got %d tensors"
              .formatted(plan.fromLayer(), crossing, batch.tensors().size()));
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < crossing.size(); i++) {
      inputs.put(crossing.get(i), batch.tensors().get(i));
    }
    inputs.put(DROPOUT_MASK, mask(batch.size(), dropout));
    return inputs;
  }

  private Tensor mask(int rows, double dropout) {
    float[] mask = new float[rows * features];
    float kept = (float) (1 / (1 - dropout));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = dropout > 0 && random.nextDouble() < dropout ? 0 : kept;
    }
    return new Tensor(new long[] {rows, features}, mask);
  }
}
