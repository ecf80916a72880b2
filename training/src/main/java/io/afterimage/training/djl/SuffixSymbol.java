package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.backbone.Padding;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the layers of a backbone above a cut, and the head, as an MXNet symbol.
 *
 * <p>Its arguments are the tensors that cross the cut by their layer's name, every variable and
 * moving statistic of the layers by its name, {@link FineTuneInputs#DROPOUT_MASK} (n, features),
 * {@code head.weight} and {@code head.bias}; its output is the logits.
 *
 * <p>A convolution that only max pooling takes is rectified after it, where there is less to do:
 * the largest value rectified is the largest rectified value.
 */
final class SuffixSymbol {

  private final SymbolJson json = new SymbolJson();
  private final SuffixLayers layers;
  private final SuffixConvolutions convolutions;
  private final double epsilon;
  private final Map<String, SymbolJson.Node> outputs = new HashMap<>();

  private SuffixSymbol(Backbone backbone, int fromLayer, int height, int width) {
    var cut = backbone.cutAt(fromLayer);
    layers = SuffixLayers.of(backbone, cut.index(), height, width);
    epsilon = backbone.batchNormEpsilon();
    convolutions = new SuffixConvolutions(json, layers, epsilon, this::input);
    for (String name : cut.crossing()) {
      // Without BlockGrad, MXNet's statically allocated graphs give wrong gradients for the layers
      // that take an input which needs none.
      outputs.put(name, op("BlockGrad", name + "_input", Map.of(), json.variable(name)));
    }
  }

  /**
   * The symbol in MXNet's JSON form.
   *
   * @param height of the image in pixels; padding may depend on it
   * @param width of the image in pixels
   * @param logits the number of outputs
   */
  static String write(Backbone backbone, int fromLayer, int height, int width, int logits) {
    SuffixSymbol symbol = new SuffixSymbol(backbone, fromLayer, height, width);
    symbol.layers.learning().forEach(symbol::add);
    return symbol.json.write(symbol.head(backbone.output().name(), logits));
  }

  private void add(Layer layer) {
    if (layer instanceof Layer.Conv2D conv) {
      addConvolution(conv.name(), convolutions.write(conv));
      if (!layers.isOnlyPooled(conv.name())) {
        activate(conv.name(), conv.activation());
      }
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      addConvolution(conv.name(), convolutions.write(conv));
    } else if (layer instanceof Layer.BatchNormalization norm) {
      outputs.computeIfAbsent(norm.name(), name -> normalised(norm));
    } else if (layer instanceof Layer.ReLU relu) {
      outputs.put(relu.name(), rectified(relu));
    } else if (layer instanceof Layer.Add add) {
      put(add, "elemwise_add", Map.of(), input(add.left()), input(add.right()));
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      addPooling(pool);
    } else if (layer instanceof Layer.GlobalAveragePooling2D pool) {
      outputs.put(pool.name(), globalAverage(pool.name(), input(pool.input())));
    } else if (layer instanceof Layer.Flatten flatten) {
      put(flatten, "Flatten", Map.of(), input(flatten.input()));
    } else if (layer instanceof Layer.Dense dense) {
      outputs.put(dense.name(), dense(dense.name(), dense.units(), input(dense.input())));
      activate(dense.name(), dense.activation());
    } else if (!(layer instanceof Layer.ZeroPadding2D)) {
      throw new IllegalArgumentException(
          "layer %s (%s) cannot learn: fine-tune from a later layer"
              .formatted(layer.name(), layer.type()));
    }
  }

  private void activate(String name, Activation activation) {
    if (activation == Activation.RELU) {
      outputs.put(name, op("relu", name + "_relu", Map.of(), outputs.get(name)));
    }
  }

  private void addConvolution(String name, SymbolJson.Node output) {
    outputs.put(name, output);
    layers.normalisationOf(name).ifPresent(folded -> outputs.put(folded.name(), output));
  }

  /** Batch norm that follows no convolution of the suffix. */
  private SymbolJson.Node normalised(Layer.BatchNormalization norm) {
    return NormSymbol.of(json, norm, epsilon).perPixel(input(norm.input()), norm.name());
  }

  private SymbolJson.Node rectified(Layer.ReLU relu) {
    SymbolJson.Node input = input(relu.input());
    return relu.max().isPresent()
        ? op("clip", relu.name(), Map.of("a_min", 0, "a_max", relu.max().getAsDouble()), input)
        : op("relu", relu.name(), Map.of(), input);
  }

  private void addPooling(Layer.MaxPooling2D pool) {
    if (pool.window().padding() != Padding.VALID || layers.padding(pool.input()).isPresent()) {
      throw new IllegalArgumentException(
          "layer %s pools over padding: fine-tune from a later layer".formatted(pool.name()));
    }
    Map<String, Object> attributes = new HashMap<>(SymbolJson.attributes(pool.window()));
    attributes.put("pool_type", "max");
    put(pool, "Pooling", attributes, input(pool.input()));
    layers.convolutionOf(pool).ifPresent(conv -> finish(conv, pool.name()));
  }

  /** What a convolution leaves to the pooling that takes it. */
  private void finish(Layer.Conv2D conv, String pool) {
    outputs.put(pool, convolutions.ownMaps(conv, outputs.get(pool), pool));
    activate(pool, conv.activation());
  }

  private SymbolJson.Node head(String features, int logits) {
    SymbolJson.Node vector =
        layers.shapes().get(features) instanceof LayerShape.Maps
            ? globalAverage("features", input(features))
            : input(features);
    SymbolJson.Node kept =
        op("elemwise_mul", "dropout", Map.of(), vector, json.variable(FineTuneInputs.DROPOUT_MASK));
    return dense("head", logits, kept);
  }

  private SymbolJson.Node globalAverage(String name, SymbolJson.Node input) {
    Map<String, ?> attributes =
        Map.of("global_pool", "True", "pool_type", "avg", "kernel", "(1, 1)");
    return op("Flatten", name + "_vector", Map.of(), op("Pooling", name, attributes, input));
  }

  private SymbolJson.Node dense(String name, int units, SymbolJson.Node input) {
    return op(
        "FullyConnected",
        name,
        Map.of("num_hidden", units, "no_bias", "False"),
        input,
        json.variable(name + ".weight"),
        json.variable(name + ".bias"));
  }

  private SymbolJson.Node input(String name) {
    SymbolJson.Node node = outputs.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "layer %s cannot be taken here: only a convolution may follow padding".formatted(name));
    }
    return node;
  }

  private void put(
      Layer layer, String operator, Map<String, ?> attributes, SymbolJson.Node... inputs) {
    outputs.put(layer.name(), op(operator, layer.name(), attributes, inputs));
  }

  private SymbolJson.Node op(
      String operator, String name, Map<String, ?> attributes, SymbolJson.Node... inputs) {
    return json.op(operator, name, attributes, inputs);
  }
}
