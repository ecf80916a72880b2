package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Cut;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.backbone.Padding;
import io.afterimage.training.djl.SymbolJson.Node;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the layers of a backbone above a cut, and the head, as an MXNet symbol. Visiting a layer
 * returns the node that has its output.
 *
 * <p>Its arguments are the tensors that cross the cut by their layer's name, every variable and
 * moving statistic of the layers by its name, {@link FineTuneInputs#DROPOUT_MASK} (n, features),
 * {@code head.weight} and {@code head.bias}; its output is the logits.
 *
 * <p>A convolution that only max pooling takes is rectified after it, where there is less to do:
 * the largest value rectified is the largest rectified value.
 */
final class SuffixSymbol implements Layer.Visitor<Node> {

  private final SymbolJson json = new SymbolJson();
  private final LayerGraph layers;
  private final SuffixConvolutions convolutions;
  private final double epsilon;
  private final Map<String, Node> outputs = new HashMap<>();

  private SuffixSymbol(FineTunePlan plan) {
    Backbone backbone = plan.backbone();
    Cut cut = backbone.cutAt(plan.fromLayer());
    layers = new LayerGraph(backbone.rows(plan.height(), plan.width()), cut.index());
    epsilon = backbone.batchNormEpsilon();
    convolutions = new SuffixConvolutions(json, layers, epsilon, this::input);
    cut.crossing().forEach(name -> outputs.put(name, fixed(json, name)));
  }

  /**
   * The symbol in MXNet's JSON form.
   *
   * @param logits the number of outputs
   * @throws IllegalArgumentException when a layer above the cut cannot learn, naming it
   */
  static String write(FineTunePlan plan, int logits) {
    SuffixSymbol symbol = new SuffixSymbol(plan);
    for (Layer layer : symbol.layers.layers()) {
      symbol.outputs.put(layer.name(), layer.accept(symbol));
    }
    String last = plan.backbone().output().name();
    Node features =
        symbol.layers.shape(last) instanceof LayerShape.Maps
            ? symbol.globalAverage("features", symbol.input(last))
            : symbol.input(last);
    return symbol.json.write(head(symbol.json, features, logits));
  }

  /** That of a head alone, which takes {@link FineTuneInputs#FEATURES}. */
  static String writeHead(int logits) {
    SymbolJson json = new SymbolJson();
    return json.write(head(json, fixed(json, FineTuneInputs.FEATURES), logits));
  }

  /**
   * An argument without a gradient. Without BlockGrad, MXNet's statically allocated graphs give
   * wrong gradients for the layers that take an input which needs none.
   */
  private static Node fixed(SymbolJson json, String name) {
    return json.op("BlockGrad", name + "_input", Map.of(), json.variable(name));
  }

  @Override
  public Node visit(Layer.Conv2D conv) {
    Node output = convolutions.write(conv);
    return layers.poolingOf(conv.name()).isPresent()
        ? output
        : activated(conv.name(), conv.activation(), output);
  }

  @Override
  public Node visit(Layer.DepthwiseConv2D conv) {
    return convolutions.write(conv);
  }

  /** A convolution of the suffix has it folded in; any other layer's maps are normalised here. */
  @Override
  public Node visit(Layer.BatchNormalization norm) {
    Node input = input(norm.input());
    return layers.find(norm.input(), Layer.class).filter(Layer::absorbsPadding).isPresent()
            && layers.normOf(norm.input()).isPresent()
        ? input
        : NormSymbol.of(json, norm, epsilon).perPixel(input, norm.name());
  }

  @Override
  public Node visit(Layer.ReLU relu) {
    Node input = input(relu.input());
    return relu.max().isPresent()
        ? op("clip", relu.name(), Map.of("a_min", 0, "a_max", relu.max().getAsDouble()), input)
        : op("relu", relu.name(), Map.of(), input);
  }

  /** Convolutions take the maps without the zeros that they absorb. */
  @Override
  public Node visit(Layer.ZeroPadding2D pad) {
    Node input = input(pad.input());
    return layers.absorbedPadding(pad.name()).isPresent()
        ? input
        : json.padded(input, pad.name(), pad.window().zeros(layers.maps(pad.input())));
  }

  @Override
  public Node visit(Layer.MaxPooling2D pool) {
    if (pool.window().padding() != Padding.VALID) {
      throw cannotLearn(pool);
    }
    Map<String, Object> attributes = new HashMap<>(SymbolJson.attributes(pool.window()));
    attributes.put("pool_type", "max");
    Node pooled = op("Pooling", pool.name(), attributes, input(pool.input()));
    return layers
        .find(pool.input(), Layer.Conv2D.class)
        .filter(conv -> layers.poolingOf(conv.name()).isPresent())
        .map(conv -> finished(conv, pooled, pool.name()))
        .orElse(pooled);
  }

  @Override
  public Node visit(Layer.GlobalAveragePooling2D pool) {
    return globalAverage(pool.name(), input(pool.input()));
  }

  @Override
  public Node visit(Layer.Flatten flatten) {
    return op("Flatten", flatten.name(), Map.of(), input(flatten.input()));
  }

  @Override
  public Node visit(Layer.Dense dense) {
    Node output = dense(json, dense.name(), dense.units(), input(dense.input()));
    return activated(dense.name(), dense.activation(), output);
  }

  @Override
  public Node visit(Layer.Add add) {
    return op("elemwise_add", add.name(), Map.of(), input(add.left()), input(add.right()));
  }

  @Override
  public Node visit(Layer.InputLayer input) {
    throw cannotLearn(input);
  }

  private static IllegalArgumentException cannotLearn(Layer layer) {
    return new IllegalArgumentException(
        "layer %s (%s) cannot learn: fine-tune from a later layer"
            .formatted(layer.name(), layer.type()));
  }

  private Node activated(String name, Activation activation, Node output) {
    return activation == Activation.RELU ? op("relu", name + "_relu", Map.of(), output) : output;
  }

  /** What a convolution leaves to the pooling that takes it. */
  private Node finished(Layer.Conv2D conv, Node pooled, String pool) {
    return activated(pool, conv.activation(), convolutions.ownMaps(conv, pooled, pool));
  }

  private static Node head(SymbolJson json, Node features, int logits) {
    Node mask = json.variable(FineTuneInputs.DROPOUT_MASK);
    return dense(
        json, "head", logits, json.op("elemwise_mul", "dropout", Map.of(), features, mask));
  }

  private Node globalAverage(String name, Node input) {
    Map<String, ?> attributes =
        Map.of("global_pool", "True", "pool_type", "avg", "kernel", "(1, 1)");
    return op("Flatten", name + "_vector", Map.of(), op("Pooling", name, attributes, input));
  }

  private static Node dense(SymbolJson json, String name, int units, Node input) {
    return json.op(
        "FullyConnected",
        name,
        Map.of("num_hidden", units, "no_bias", "False"),
        input,
        json.variable(name + ".weight"),
        json.variable(name + ".bias"));
  }

  private Node input(String name) {
    return outputs.get(name);
  }

  private Node op(String operator, String name, Map<String, ?> attributes, Node... inputs) {
    return json.op(operator, name, attributes, inputs);
  }
}
