package io.afterimage.networks.onnx;

import static io.afterimage.networks.onnx.GraphWriter.integer;
import static io.afterimage.networks.onnx.GraphWriter.integers;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes a backbone's layers as nodes, batch norms folded into the convolutions before them,
 * padding into the windows after it. A node is named after its layer, its output after the last
 * layer folded into it.
 */
final class LayerEmitter {

  private final Backbone backbone;
  private final Map<String, Tensor> weights;
  private final LayerTable table;
  private final Set<String> outputs;
  private final GraphWriter graph;
  private final Map<String, String> tensors = new HashMap<>();

  /** {@code outputs} are the layers whose outputs must come to be under their own names. */
  LayerEmitter(
      Backbone backbone,
      Map<String, Tensor> weights,
      LayerTable table,
      Set<String> outputs,
      GraphWriter graph) {
    this.backbone = backbone;
    this.weights = weights;
    this.table = table;
    this.outputs = outputs;
    this.graph = graph;
  }

  /**
   * Emits what the outputs need; {@code image} is the tensor for the input layer, centred but not
   * yet scaled.
   */
  void emit(String image) {
    for (Layer layer : table.needed(outputs)) {
      tensors.put(layer.name(), layer instanceof Layer.InputLayer ? image : emit(layer));
      if (layer instanceof Layer.InputLayer && outputs.contains(layer.name())) {
        Tensor scale = FoldedWeights.inputScale(backbone.normalisation());
        graph.node(
            "Mul", "scale", List.of(image, graph.initializer("deviation", scale)), layer.name());
      }
    }
  }

  private String emit(Layer layer) {
    String name = layer.name();
    if (layer instanceof Layer.Conv2D conv) {
      return convolution(conv, conv.window(), 1, conv.activation());
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      int channels = table.maps(conv.input()).channels();
      return convolution(conv, conv.window(), channels, Activation.LINEAR);
    } else if (layer instanceof Layer.BatchNormalization norm) {
      return folded(norm);
    } else if (layer instanceof Layer.ReLU relu) {
      return rectifier(relu);
    } else if (layer instanceof Layer.Add add) {
      return graph.node("Add", name, List.of(tensor(add.left()), tensor(add.right())), name);
    } else if (layer instanceof Layer.ZeroPadding2D pad) {
      return deferred(pad);
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return graph.node(
          "MaxPool",
          name,
          List.of(tensor(pool.input())),
          name,
          integers("kernel_shape", pool.window().kernel(), pool.window().kernel()),
          integers("pads", table.pads(pool, pool.window())),
          integers("strides", pool.window().stride(), pool.window().stride()));
    } else if (layer instanceof Layer.GlobalAveragePooling2D pool) {
      return pooled(graph, name, tensor(pool.input()), name);
    } else if (layer instanceof Layer.Flatten flatten) {
      return graph.node("Flatten", name, List.of(tensor(flatten.input())), name);
    } else if (layer instanceof Layer.Dense dense) {
      return activated(
          dense.activation(),
          name,
          output ->
              dense(
                  graph,
                  name,
                  tensor(dense.input()),
                  weights.get(name + ".weight"),
                  weights.get(name + ".bias"),
                  output));
    }
    throw new IllegalArgumentException(
        "layer %s: type %s cannot be exported".formatted(name, layer.type()));
  }

  /** The mean over height and width, as (n, channels). */
  static String pooled(GraphWriter graph, String name, String input, String output) {
    String maps = graph.node("GlobalAveragePool", name, List.of(input), name + "_maps");
    return graph.node("Flatten", name + "_flatten", List.of(maps), output);
  }

  /** A layer's node, with its rectifier behind it where it has one. */
  private String activated(Activation activation, String output, UnaryOperator<String> node) {
    if (activation == Activation.LINEAR) {
      return node.apply(output);
    }
    String linear = node.apply(output + "_linear");
    return graph.node("Relu", output + "_relu", List.of(linear), output);
  }

  /** A fully connected layer; weight (units, inputs). */
  static String dense(
      GraphWriter graph, String name, String input, Tensor weight, Tensor bias, String output) {
    return graph.node(
        "Gemm",
        name,
        List.of(
            input,
            graph.initializer(name + ".weight", weight),
            graph.initializer(name + ".bias", bias)),
        output,
        integer("transB", 1));
  }

  private String convolution(Layer.Unary layer, Window window, int groups, Activation activation) {
    Optional<Layer.BatchNormalization> norm =
        activation == Activation.LINEAR ? foldableNorm(layer) : Optional.empty();
    FoldedWeights folded = folded(layer, norm);
    return activated(
        activation,
        norm.map(Layer::name).orElse(layer.name()),
        output ->
            graph.node(
                "Conv",
                layer.name(),
                List.of(
                    tensor(layer.input()),
                    graph.initializer(layer.name() + ".weight", folded.weight()),
                    graph.initializer(layer.name() + ".bias", folded.bias())),
                output,
                integer("group", groups),
                integers("kernel_shape", window.kernel(), window.kernel()),
                integers("pads", table.pads(layer, window)),
                integers("strides", window.stride(), window.stride())));
  }

  private FoldedWeights folded(Layer.Unary layer, Optional<Layer.BatchNormalization> norm) {
    FoldedWeights folded = FoldedWeights.of(weights, layer.name());
    if (norm.isPresent()) {
      folded = folded.withBatchNorm(weights, norm.get().name(), backbone.batchNormEpsilon());
    }
    if (table.source(layer) instanceof Layer.InputLayer) {
      folded = folded.withInputScale(backbone.normalisation());
    }
    return folded;
  }

  /** The batch norm that alone takes the convolution's output. */
  private Optional<Layer.BatchNormalization> foldableNorm(Layer convolution) {
    List<Layer> next = table.consumers(convolution);
    return next.size() == 1
            && next.get(0) instanceof Layer.BatchNormalization norm
            && !outputs.contains(convolution.name())
        ? Optional.of(norm)
        : Optional.empty();
  }

  private String folded(Layer.BatchNormalization norm) {
    if (!tensor(norm.input()).equals(norm.name())) {
      throw new IllegalArgumentException(
          "batch norm %s cannot be folded into %s, whose own output is needed too"
              .formatted(norm.name(), norm.input()));
    }
    return norm.name();
  }

  private String rectifier(Layer.ReLU relu) {
    if (relu.max().isEmpty()) {
      return graph.node("Relu", relu.name(), List.of(tensor(relu.input())), relu.name());
    }
    double max = relu.max().getAsDouble();
    return graph.node(
        "Clip",
        relu.name(),
        List.of(
            tensor(relu.input()),
            graph.scalar("relu.min", 0),
            graph.scalar("relu.max." + max, max)),
        relu.name());
  }

  /** Padding becomes part of the convolution that takes it: the tensor stays what it was. */
  private String deferred(Layer.ZeroPadding2D pad) {
    boolean convolved =
        table.consumers(pad).stream()
            .allMatch(
                next -> next instanceof Layer.Conv2D || next instanceof Layer.DepthwiseConv2D);
    if (!convolved || outputs.contains(pad.name())) {
      throw new IllegalArgumentException(
          "padding %s can be exported only as part of a convolution".formatted(pad.name()));
    }
    return tensor(pad.input());
  }

  private String tensor(String layer) {
    return tensors.get(layer);
  }
}
