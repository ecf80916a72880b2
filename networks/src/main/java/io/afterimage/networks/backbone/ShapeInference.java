package io.afterimage.networks.backbone;

import io.afterimage.networks.backbone.LayerShape.Maps;
import io.afterimage.networks.backbone.LayerShape.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Walks a table from its input and computes each layer's shape and variables. */
final class ShapeInference {

  private final int height;
  private final int width;
  private final Map<String, LayerShape> shapes = new HashMap<>();

  private ShapeInference(int height, int width) {
    this.height = height;
    this.width = width;
  }

  static List<LayerRow> rows(List<Layer> layers, int height, int width) {
    ShapeInference inference = new ShapeInference(height, width);
    List<LayerRow> rows = new ArrayList<>();
    for (Layer layer : layers) {
      List<Variable> variables = inference.variables(layer);
      LayerShape shape = inference.shape(layer);
      inference.shapes.put(layer.name(), shape);
      rows.add(new LayerRow(rows.size(), layer, shape, variables));
    }
    return rows;
  }

  private LayerShape shape(Layer layer) {
    if (layer instanceof Layer.InputLayer input) {
      return new Maps(height, width, input.channels());
    } else if (layer instanceof Layer.Conv2D conv) {
      return slide(maps(conv), conv.window(), conv.filters());
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      return slide(maps(conv), conv.window(), maps(conv).channels());
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return slide(maps(pool), pool.window(), maps(pool).channels());
    } else if (layer instanceof Layer.ZeroPadding2D pad) {
      return padded(maps(pad), pad.window());
    } else if (layer instanceof Layer.GlobalAveragePooling2D pool) {
      return new Vector(maps(pool).channels());
    } else if (layer instanceof Layer.Flatten flatten) {
      return new Vector(inputOf(flatten).size());
    } else if (layer instanceof Layer.Dense dense) {
      return new Vector(dense.units());
    } else if (layer instanceof Layer.Add add) {
      return sum(add);
    }
    return inputOf(layer);
  }

  private List<Variable> variables(Layer layer) {
    String name = layer.name();
    if (layer instanceof Layer.Conv2D conv) {
      long kernel = conv.window().kernel();
      return withBias(
          Variable.trainable(
              name + ".weight", conv.filters(), maps(conv).channels(), kernel, kernel),
          conv.bias());
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      long kernel = conv.window().kernel();
      return withBias(
          Variable.trainable(name + ".weight", maps(conv).channels(), 1, kernel, kernel),
          conv.bias());
    } else if (layer instanceof Layer.Dense dense) {
      return withBias(
          Variable.trainable(name + ".weight", dense.units(), inputOf(dense).size()), true);
    } else if (layer instanceof Layer.BatchNormalization norm) {
      int channels = maps(norm).channels();
      return List.of(
          Variable.trainable(name + ".gamma", channels),
          Variable.trainable(name + ".beta", channels),
          Variable.statistic(name + ".moving_mean", channels),
          Variable.statistic(name + ".moving_variance", channels));
    }
    return List.of();
  }

  private static List<Variable> withBias(Variable weight, boolean bias) {
    if (!bias) {
      return List.of(weight);
    }
    String name = weight.name().replaceFirst("weight$", "bias");
    return List.of(weight, Variable.trainable(name, weight.shape().get(0)));
  }

  private static Maps slide(Maps input, Window window, int channels) {
    return new Maps(window.positions(input.height()), window.positions(input.width()), channels);
  }

  private static Maps padded(Maps input, Window window) {
    return new Maps(
        input.height()
            + window.padding().of(input.height(), window.kernel(), window.stride()).total(),
        input.width()
            + window.padding().of(input.width(), window.kernel(), window.stride()).total(),
        input.channels());
  }

  private LayerShape sum(Layer.Add add) {
    LayerShape left = shapes.get(add.left());
    if (!left.equals(shapes.get(add.right()))) {
      throw new IllegalArgumentException(
          "layer %s adds %s and %s, which differ"
              .formatted(add.name(), left, shapes.get(add.right())));
    }
    return left;
  }

  private LayerShape inputOf(Layer layer) {
    return shapes.get(layer.inputs().get(0));
  }

  private Maps maps(Layer layer) {
    if (inputOf(layer) instanceof Maps maps) {
      return maps;
    }
    throw new IllegalArgumentException(
        "layer %s (%s) needs feature maps, %s gives a vector"
            .formatted(layer.name(), layer.type(), layer.inputs().get(0)));
  }
}
