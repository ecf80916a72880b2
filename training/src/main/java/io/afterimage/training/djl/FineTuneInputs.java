package io.afterimage.training.djl;

import ai.djl.ndarray.types.Shape;
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

  /** What a head alone takes: (n, features). */
  static final String FEATURES = "features_in";

  private final List<String> crossing;
  private final int features;
  private final int logits;
  private final DropoutMask dropout;

  private FineTuneInputs(List<String> crossing, Map<String, Tensor> weights, DropoutMask dropout) {
    this.crossing = crossing;
    this.dropout = dropout;
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
  }

  /**
   * Of layers and a head.
   *
   * @throws IllegalArgumentException when the weights lack one of the backbone's or the head's, or
   *     have it in another shape
   */
  static FineTuneInputs of(FineTunePlan plan, Map<String, Tensor> weights) {
    plan.backbone().requireWeights(weights);
    return new FineTuneInputs(
        plan.backbone().cutAt(plan.fromLayer()).crossing(),
        weights,
        new DropoutMask(plan.dropout(), plan.seed()));
  }

  /** Of a head alone. */
  static FineTuneInputs ofHead(Map<String, Tensor> head, DropoutMask dropout) {
    return new FineTuneInputs(List.of(FEATURES), head, dropout);
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
          "what learns takes the outputs of %s, got %d tensors"
              .formatted(crossing, batch.tensors().size()));
    }
    long[] shape = batch.tensors().get(0).shape();
    if (crossing.equals(List.of(FEATURES)) && (shape.length != 2 || shape[1] != features)) {
      throw new IllegalArgumentException(
          "the head takes features of shape (n, %d), got %s".formatted(features, new Shape(shape)));
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < crossing.size(); i++) {
      inputs.put(crossing.get(i), batch.tensors().get(i));
    }
    inputs.put(DROPOUT_MASK, new Tensor(new long[] {batch.size(), features}, mask));
    return inputs;
  }
}
