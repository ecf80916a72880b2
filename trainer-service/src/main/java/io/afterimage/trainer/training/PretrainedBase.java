package io.afterimage.trainer.training;

import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.backbone.LayerShape;
import io.afterimage.model.weights.Tensor;
import java.util.Map;

/**
 * Where training starts from.
 *
 * @param backbone the layers, whose output is feature maps
 * @param weights of every variable of these layers, by name
 */
public record PretrainedBase(Backbone backbone, Map<String, Tensor> weights) {

  /** Refuses weights that do not fit, and a backbone without feature maps. */
  public PretrainedBase {
    weights = Map.copyOf(weights);
    backbone.requireWeights(weights);
    features(backbone);
  }

  /** How many features a picture has after pooling. */
  public int features() {
    return features(backbone);
  }

  private static int features(Backbone backbone) {
    int side = backbone.nominalSize();
    var rows = backbone.rows(side, side);
    if (rows.get(rows.size() - 1).shape() instanceof LayerShape.Maps maps) {
      return maps.channels();
    }
    throw new IllegalArgumentException(
        "backbone %s ends in a vector: a base to train on ends in feature maps"
            .formatted(backbone.name()));
  }
}
