package io.afterimage.model.pretrained;

import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.weights.Tensor;
import java.util.Map;

/**
 * A table and weights that follow its conventions.
 *
 * @param backbone the layers
 * @param weights of every variable of these layers, by name
 */
public record WeightedBackbone(Backbone backbone, Map<String, Tensor> weights) {

  /** Refuses weights that do not fit. */
  public WeightedBackbone {
    weights = Map.copyOf(weights);
    backbone.requireWeights(weights);
  }
}
