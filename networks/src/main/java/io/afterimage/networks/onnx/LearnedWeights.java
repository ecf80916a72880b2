package io.afterimage.networks.onnx;

import io.afterimage.images.Normalisation;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.onnx.OnnxModel;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights that training a pretrained base produced, read back from the exported file so that
 * another training can continue from them.
 *
 * <p>The file has batch norm folded in: weight {@code w s} and bias {@code (b - mean) s + beta}
 * with {@code s = gamma / sqrt(variance + epsilon)}. Mean and variance are the pretrained base's,
 * for they never move. Of {@code w} and {@code gamma} only the product is left; so gamma is taken
 * from the pretrained base, and w and beta are what makes the layer compute the same. The function
 * is the file's up to rounding, its parametrisation another one: scaling a filter's weights up and
 * its gamma down changes nothing.
 *
 * @param base the base's variables that were learned: none for layers whose folded form equals the
 *     pretrained base's bit for bit
 * @param head the dense layer on top
 */
public record LearnedWeights(Map<String, Tensor> base, Head head) {

  /** A scale below this says nothing of the weights behind it. */
  private static final double LEAST_SCALE = 1e-6;

  /**
   * Reads them.
   *
   * @param backbone of the model
   * @param pretrained its weights before any training
   * @throws IllegalArgumentException when the model has another backbone
   * @throws CorruptArtifactException when the file lacks one of the backbone's constants
   */
  public static LearnedWeights of(
      ModelArtifact model, Backbone backbone, Map<String, Tensor> pretrained) {
    String name = model.manifest().backbone();
    if (!name.equals(backbone.name())) {
      throw new IllegalArgumentException(
          "version %s has the backbone %s, training goes on from %s only"
              .formatted(model.manifest().version(), name, backbone.name()));
    }
    Map<String, Tensor> constants = OnnxModel.parse(model.onnx()).constants();
    LayerGraph layers =
        new LayerGraph(
            backbone.rows(model.manifest().input().height(), model.manifest().input().width()));
    Map<String, Tensor> learned = new LinkedHashMap<>();
    for (Layer layer : layers.needed(Set.of(backbone.output().name()))) {
      if (pretrained.containsKey(layer.name() + ".weight")) {
        learned.putAll(new Weighted(layer, backbone, layers, pretrained).learned(constants));
      }
    }
    return new LearnedWeights(
        learned, new Head(constant(constants, "head.weight"), constant(constants, "head.bias")));
  }

  private static Tensor constant(Map<String, Tensor> constants, String name) {
    Tensor constant = constants.get(name);
    if (constant == null) {
      throw new CorruptArtifactException("the ONNX graph has no constant " + name);
    }
    return constant;
  }

  /** A layer with a kernel and the batch norm that alone takes its output, if there is one. */
  private record Weighted(
      Layer layer, Backbone backbone, LayerGraph layers, Map<String, Tensor> pretrained) {

    private Map<String, Tensor> learned(Map<String, Tensor> constants) {
      Tensor weight = constant(constants, layer.name() + ".weight");
      Tensor bias = constant(constants, layer.name() + ".bias");
      FoldedWeights before = FoldedWeights.of(pretrained, layer.name());
      Optional<String> norm = layers.normOf(layer.name()).map(Layer::name);
      FoldedWeights exported =
          norm.map(n -> before.withBatchNorm(pretrained, n, backbone.batchNormEpsilon()))
              .orElse(before);
      boolean first = layers.isFirst(layer);
      if (first) {
        exported = exported.withInputScale(backbone.normalisation());
      }
      if (Arrays.equals(exported.weight().values(), weight.values())
          && Arrays.equals(exported.bias().values(), bias.values())) {
        return Map.of();
      }
      Tensor own = first ? withoutInputScale(weight) : weight;
      return norm.map(n -> unfolded(n, own, bias, before.bias().values()))
          .orElseGet(() -> asTheyAre(own, bias));
    }

    /** The way back from {@link FoldedWeights#withInputScale}. */
    private Tensor withoutInputScale(Tensor weight) {
      Normalisation normalisation = backbone.normalisation();
      float[] values = weight.values().clone();
      int channels = normalisation.deviation().size();
      int perChannel = (int) (weight.shape()[2] * weight.shape()[3]);
      for (int i = 0; i < values.length; i++) {
        double scale =
            normalisation.divisor() * normalisation.deviation().get(i / perChannel % channels);
        values[i] = (float) (values[i] * scale);
      }
      return new Tensor(weight.shape(), values);
    }

    private Map<String, Tensor> asTheyAre(Tensor weight, Tensor bias) {
      Map<String, Tensor> variables = new LinkedHashMap<>();
      variables.put(layer.name() + ".weight", weight);
      if (pretrained.containsKey(layer.name() + ".bias")) {
        variables.put(layer.name() + ".bias", bias);
      }
      return variables;
    }

    private Map<String, Tensor> unfolded(String norm, Tensor weight, Tensor bias, float[] ownBias) {
      float[] gamma = pretrained.get(norm + ".gamma").values().clone();
      float[] mean = pretrained.get(norm + ".moving_mean").values();
      float[] variance = pretrained.get(norm + ".moving_variance").values();
      float[] values = weight.values().clone();
      float[] beta = new float[gamma.length];
      int perFilter = values.length / gamma.length;
      for (int filter = 0; filter < gamma.length; filter++) {
        double deviation = Math.sqrt(variance[filter] + backbone.batchNormEpsilon());
        if (Math.abs(gamma[filter] / deviation) < LEAST_SCALE) {
          gamma[filter] = (float) deviation;
        }
        double scale = gamma[filter] / deviation;
        for (int i = filter * perFilter; i < (filter + 1) * perFilter; i++) {
          values[i] = (float) (values[i] / scale);
        }
        beta[filter] =
            (float) (bias.values()[filter] - ((double) ownBias[filter] - mean[filter]) * scale);
      }
      long[] filters = {gamma.length};
      Map<String, Tensor> variables = new LinkedHashMap<>();
      variables.put(layer.name() + ".weight", new Tensor(weight.shape(), values));
      variables.put(norm + ".gamma", new Tensor(filters, gamma));
      variables.put(norm + ".beta", new Tensor(filters, beta));
      return variables;
    }
  }
}
