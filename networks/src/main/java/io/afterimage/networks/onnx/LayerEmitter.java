package io.afterimage.networks.onnx;

import static io.afterimage.networks.onnx.GraphWriter.integer;
import static io.afterimage.networks.onnx.GraphWriter.integers;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes a backbone's layers as nodes, batch norms folded into the convolutions before them,
 * padding into the windows after it. A node is named after its layer, its output after the last
 * layer folded into it. Visiting a layer returns the tensor that has its output.
 */
final class LayerEmitter implements Layer.Visitor<String> {

  private final Backbone backbone;
  private final Map<String, Tensor> weights;
  private final LayerGraph layers;
  private final Set<String> outputs;
  private final GraphWriter graph;
  private final String image;
  private final Map<String, String> tensors = new HashMap<>();

  /**
   * An emitter.
   *
   * @param outputs the layers whose outputs must come to be under their own names
   * @param image the tensor for the input layer, centred but not yet scaled
   */
  LayerEmitter(
      Backbone backbone,
      Map<String, Tensor> weights,
      LayerGraph layers,
      Set<String> outputs,
      GraphWriter graph,
      String image) {
    this.backbone = backbone;
    this.weights = weights;
    this.layers = layers;
    this.outputs = outputs;
    this.graph = graph;
    this.image = image;
  }

  /** Emits what the outputs need. */
  void emit() {
    layers.needed(outputs).forEach(layer -> tensors.put(layer.name(), layer.accept(this)));
  }

  @Override
  public String visit(Layer.InputLayer input) {
    if (outputs.contains(input.name())) {
      Tensor scale = FoldedWeights.inputScale(backbone.normalisation());
      graph.node(
          "Mul", "scale", List.of(image, graph.initializer("deviation", scale)), input.name());
    }
    return image;
  }

  @Override
  public String visit(Layer.Conv2D conv) {
    return convolution(conv, conv.window(), 1, conv.activation());
  }

  @Override
  public String visit(Layer.DepthwiseConv2D conv) {
    int channels = layers.maps(conv.input()).channels();
    return convolution(conv, conv.window(), channels, Activation.LINEAR);
  }

  @Override
  public String visit(Layer.BatchNormalization norm) {
    if (!tensor(norm.input()).equals(norm.name())) {
      throw new IllegalArgumentException(
          "batch norm %s cannot be folded into %s, whose own output is needed too"
              .formatted(norm.name(), norm.input()));
    }
    return norm.name();
  }

  @Override
  public String visit(Layer.ReLU relu) {
    String input = tensor(relu.input());
    if (relu.max().isEmpty()) {
      return graph.node("Relu", relu.name(), List.of(input), relu.name());
    }
    double max = relu.max().getAsDouble();
    return graph.node(
        "Clip",
        relu.name(),
        List.of(input, graph.scalar("relu.min", 0), graph.scalar("relu.max." + max, max)),
        relu.name());
  }

  /**
   * The layer behind it takes the zeros over, so the tensor stays what it was. ONNX pads a maximum
   * with minus infinity, which is the same among values that are not negative. A node of its own
   * would be right for any values, but ONNX Runtime 1.28 merges it into the pooling all the same.
   */
  @Override
  public String visit(Layer.ZeroPadding2D pad) {
    boolean pooled =
        layers.poolingOf(pad.name()).isPresent()
            && layers.find(pad.input(), Layer.ReLU.class).isPresent();
    if (outputs.contains(pad.name())
        || !(pooled || layers.absorbedPadding(pad.name()).isPresent())) {
      throw new IllegalArgumentException(
          "padding %s can be exported only as part of a convolution, or of pooling after a rectifier"
              .formatted(pad.name()));
    }
    return tensor(pad.input());
  }

  @Override
  public String visit(Layer.MaxPooling2D pool) {
    Window window = pool.window();
    return graph.node(
        "MaxPool",
        pool.name(),
        List.of(tensor(pool.input())),
        pool.name(),
        integers("kernel_shape", window.kernel(), window.kernel()),
        integers("pads", zeros(pool, window)),
        integers("strides", window.stride(), window.stride()));
  }

  @Override
  public String visit(Layer.GlobalAveragePooling2D pool) {
    return pooled(graph, pool.name(), tensor(pool.input()), pool.name());
  }

  @Override
  public String visit(Layer.Flatten flatten) {
    return graph.node("Flatten", flatten.name(), List.of(tensor(flatten.input())), flatten.name());
  }

  @Override
  public String visit(Layer.Dense dense) {
    String name = dense.name();
    Tensor weight = weights.get(name + ".weight");
    Tensor bias = weights.get(name + ".bias");
    return activated(
        dense.activation(),
        name,
        output -> dense(graph, name, tensor(dense.input()), weight, bias, output));
  }

  @Override
  public String visit(Layer.Add add) {
    return graph.node(
        "Add", add.name(), List.of(tensor(add.left()), tensor(add.right())), add.name());
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
        activation == Activation.LINEAR && !outputs.contains(layer.name())
            ? layers.normOf(layer.name())
            : Optional.empty();
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
                integers("pads", zeros(layer, window)),
                integers("strides", window.stride(), window.stride())));
  }

  private FoldedWeights folded(Layer.Unary layer, Optional<Layer.BatchNormalization> norm) {
    FoldedWeights folded = FoldedWeights.of(weights, layer.name());
    if (norm.isPresent()) {
      folded = folded.withBatchNorm(weights, norm.get().name(), backbone.batchNormEpsilon());
    }
    return layers.isFirst(layer) ? folded.withInputScale(backbone.normalisation()) : folded;
  }

  /** The window's own zeros and those of a padding layer before it. */
  private long[] zeros(Layer.Unary layer, Window window) {
    long[] zeros = window.zeros(layers.maps(layer.input()));
    layers
        .find(layer.input(), Layer.ZeroPadding2D.class)
        .map(pad -> pad.window().zeros(layers.maps(pad.input())))
        .ifPresent(before -> Arrays.setAll(zeros, i -> zeros[i] + before[i]));
    return zeros;
  }

  private String tensor(String layer) {
    return tensors.get(layer);
  }
}
