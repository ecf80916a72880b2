package io.afterimage.trainer.training;

import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.backbone.LayerShape;
import io.afterimage.model.weights.Tensor;
import java.util.Map;

/**
 * Where training starts from.
 *
 * @param backbone the layers
 * @param weights of every variable of these layers, by name
 */
public record PretrainedBase(Backbone backbone, Map<String, Tensor> weights) {

  /** Refuses weights that do not fit. */
  public PretrainedBase {
    weights = Map.copyOf(weights);
    backbone.requireWeights(weights);
  }

  /** How many features a picture has, after pooling where the layers end in feature maps. */
  public int features() {
    int side = backbone.nominalSize();
    LayerShape shape = backbone.outputShape(side, side);
    return shape instanceof LayerShape.Maps maps ? maps.channels() : shape.size();
  }
}
