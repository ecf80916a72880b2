package io.afterimage.networks.onnx;

import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A convolution's weight and bias with what surrounds it folded in, computed in double precision.
 *
 * @param weight OIHW, as the layer has it
 * @param bias one value per output channel
 */
record FoldedWeights(Tensor weight, Tensor bias) {

  /** The layer's own weight and bias; zeros where it has no bias. */
  static FoldedWeights of(Map<String, Tensor> weights, String layer) {
    Tensor weight = weights.get(layer + ".weight");
    long filters = weight.shape()[0];
    return new FoldedWeights(
        weight,
        Optional.ofNullable(weights.get(layer + ".bias"))
            .orElseGet(() -> new Tensor(new long[] {filters}, new float[(int) filters])));
  }

  /**
   * With the batch norm that follows: {@code s = gamma / sqrt(variance + epsilon)}, weight {@code w
   * s}, bias {@code (b - mean) s + beta}.
   */
  FoldedWeights withBatchNorm(Map<String, Tensor> weights, String norm, double epsilon) {
    float[] gamma = weights.get(norm + ".gamma").values();
    float[] beta = weights.get(norm + ".beta").values();
    float[] mean = weights.get(norm + ".moving_mean").values();
    float[] variance = weights.get(norm + ".moving_variance").values();
    float[] folded = weight.values().clone();
    float[] shifted = bias.values().clone();
    int perFilter = folded.length / shifted.length;
    for (int filter = 0; filter < shifted.length; filter++) {
      double scale = gamma[filter] / Math.sqrt(variance[filter] + epsilon);
      for (int i = filter * perFilter; i < (filter + 1) * perFilter; i++) {
        folded[i] = (float) (folded[i] * scale);
      }
      shifted[filter] = (float) ((shifted[filter] - (double) mean[filter]) * scale + beta[filter]);
    }
    return new FoldedWeights(new Tensor(weight.shape(), folded), new Tensor(bias.shape(), shifted));
  }

  /** What centred channels are multiplied by, (1, channels, 1, 1). */
  static Tensor inputScale(Normalisation normalisation) {
    float[] scale = new float[normalisation.deviation().size()];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = (float) (1 / (normalisation.divisor() * normalisation.deviation().get(i)));
    }
    return new Tensor(new long[] {1, scale.length, 1, 1}, scale);
  }

  /**
   * For input channels that are {@code value - mean * divisor} still: divided by {@code divisor *
   * deviation}. Zero stays zero, so padding keeps its meaning.
   */
  FoldedWeights withInputScale(Normalisation normalisation) {
    float[] folded = weight.values().clone();
    int channels = (int) weight.shape()[1];
    int perChannel = (int) Arrays.stream(weight.shape()).skip(2).reduce(1, Math::multiplyExact);
    for (int i = 0; i < folded.length; i++) {
      int channel = i / perChannel % channels;
      folded[i] =
          (float) (folded[i] / (normalisation.divisor() * normalisation.deviation().get(channel)));
    }
    return new FoldedWeights(new Tensor(weight.shape(), folded), bias);
  }
}
