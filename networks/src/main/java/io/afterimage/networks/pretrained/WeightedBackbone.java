package io.afterimage.networks.pretrained;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import java.util.HashMap;
import java.util.List;
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

  /** With hidden dense layers on top, which start from scratch; none is fine. */
  public WeightedBackbone withHidden(List<Integer> units, long seed) {
    Backbone whole = backbone.withHidden(units);
    Map<String, Tensor> all = new HashMap<>(Scratch.of(whole, seed).weights());
    all.putAll(weights);
    return new WeightedBackbone(whole, all);
  }
}
