package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.onnx.OnnxGraphs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where training starts from.
 *
 * @param backbone the layers
 * @param weights of every variable of these layers, by name
 */
public record PretrainedBase(Backbone backbone, Map<String, Tensor> weights) implements Base {

  /** Refuses weights that do not fit. */
  public PretrainedBase {
    weights = Map.copyOf(weights);
    backbone.requireWeights(weights);
  }

  @Override
  public String name() {
    return backbone.name();
  }

  @Override
  public String identity() {
    return backbone.name();
  }

  @Override
  public Normalisation normalisation() {
    return backbone.normalisation();
  }

  /** How many features an image has, after pooling where the layers end in feature maps. */
  @Override
  public int features() {
    int side = backbone.nominalSize();
    LayerShape shape = backbone.outputShape(side, side);
    return shape instanceof LayerShape.Maps maps ? maps.channels() : shape.size();
  }

  @Override
  public byte[] featureGraph(InputSpec input) {
    return OnnxGraphs.features(backbone, weights, input);
  }

  @Override
  public byte[] classifier(Map<String, Tensor> learned, List<String> labels, InputSpec input) {
    Map<String, Tensor> all = new HashMap<>(weights);
    all.putAll(learned);
    all.keySet().removeAll(HeadSpec.NAMES);
    return OnnxGraphs.classifier(backbone, all, HeadSpec.head(learned), labels, input);
  }

  @Override
  public Base with(Map<String, Tensor> learned) {
    Map<String, Tensor> all = new HashMap<>(weights);
    all.putAll(learned);
    all.keySet().removeAll(HeadSpec.NAMES);
    return new PretrainedBase(backbone, all);
  }

  @Override
  public Optional<PretrainedBase> learnable() {
    return Optional.of(this);
  }
}
