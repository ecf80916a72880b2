package io.afterimage.training.djl;

import static io.afterimage.networks.onnx.GraphWriter.integer;

import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Cut;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.LayerShape.Maps;
import io.afterimage.networks.backbone.Window;
import io.afterimage.networks.onnx.GraphWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the layers of a backbone above a cut, the head, the loss and all gradients as one plain
 * ONNX graph. Visiting a layer returns the tensor that has its output.
 *
 * <p>Inputs: the tensors that cross the cut by their layer's name, {@link
 * FineTuneInputs#DROPOUT_MASK} (n, features), {@link #TARGETS} (n, logits), {@link #SHARE} (1, n)
 * which is 1/n, and the parameters of {@link SuffixTape}, batch norm folded into them. Outputs:
 * {@link #LOGITS} (n, logits) and the gradients of the mean cross-entropy.
 */
final class SuffixGradients implements Layer.Visitor<String> {

  static final String TARGETS = "targets";
  static final String SHARE = "share";
  static final String LOGITS = "logits";

  /**
   * Pixels of the largest map that a depthwise convolution may take: its map between pixels grows
   * with the square. At 10x10 (images of 160x160) a step takes two thirds of the processor time
   * that MXNet's takes, at 14x14 (224x224) the same.
   */
  private static final int LARGEST_MAP = 14 * 14;

  private final GraphWriter graph = new GraphWriter("suffix");
  private final SuffixTape tape = new SuffixTape(graph);
  private final LayerGraph layers;
  private final Layer last;
  private final Map<String, String> tensors = new HashMap<>();
  private final Map<String, Optional<String>> norms = new LinkedHashMap<>();
  private final List<Layer> lacking = new ArrayList<>();

  /**
   * A graph.
   *
   * @param onnx the model
   * @param norms for each layer with parameters the batch norm that is folded into them
   */
  record Written(byte[] onnx, Map<String, Optional<String>> norms) {}

  private SuffixGradients(FineTunePlan plan) {
    Backbone backbone = plan.backbone();
    Cut cut = backbone.cutAt(plan.fromLayer());
    layers = new LayerGraph(backbone.rows(plan.height(), plan.width()), cut.index());
    last = backbone.output();
    for (String name : cut.crossing()) {
      if (layers.shape(name) instanceof Maps maps) {
        tensors.put(name, tape.maps(name, maps.channels(), maps.height(), maps.width()));
      }
    }
  }

  /**
   * Without the loss and gradients, if {@code gradients} is false.
   *
   * @throws IllegalArgumentException when layers are {@link #lacking}
   */
  static Written write(FineTunePlan plan, int logits, boolean gradients) {
    SuffixGradients writer = new SuffixGradients(plan);
    writer.walk();
    if (!writer.lacking.isEmpty()) {
      throw new IllegalArgumentException(
          "layers of %s without a fast gradient in ONNX: %s"
              .formatted(
                  plan.backbone().name(), writer.lacking.stream().map(Layer::name).toList()));
    }
    writer.head(logits, gradients);
    return new Written(writer.graph.toBytes(), writer.norms);
  }

  /** The layers above the cut that have no form here, or none that is fast. */
  static List<Layer> lacking(FineTunePlan plan) {
    SuffixGradients writer = new SuffixGradients(plan);
    writer.walk();
    return writer.lacking;
  }

  private void walk() {
    for (Layer layer : layers.layers()) {
      tensors.put(layer.name(), layer.accept(this));
    }
    if (!(layers.shape(last.name()) instanceof Maps)) {
      lacking(last);
    }
  }

  @Override
  public String visit(Layer.Conv2D conv) {
    if (!conv.window().equals(Window.POINT)
        || layers.absorbedPadding(conv.input()).isPresent()
        || conv.activation() != Activation.LINEAR
        || !hasOneShift(conv, conv.bias())) {
      return lacking(conv);
    }
    int channels = layers.maps(conv.input()).channels();
    return tape.product(conv.name(), input(conv), conv.filters(), channels);
  }

  @Override
  public String visit(Layer.DepthwiseConv2D conv) {
    Optional<Layer.ZeroPadding2D> padding = layers.absorbedPadding(conv.input());
    Maps source = layers.maps(padding.map(Layer.Unary::input).orElse(conv.input()));
    if (source.height() * source.width() > LARGEST_MAP || !hasOneShift(conv, conv.bias())) {
      return lacking(conv);
    }
    Window padder = padding.map(Layer.ZeroPadding2D::window).orElse(conv.window());
    SuffixTaps taps = SuffixTaps.of(source, conv.window(), padder, layers.maps(conv.name()));
    return tape.depthwise(conv.name(), input(conv), source.channels(), taps);
  }

  /** It is folded into the convolution before it. */
  @Override
  public String visit(Layer.BatchNormalization norm) {
    return norms.getOrDefault(norm.input(), Optional.empty()).isPresent()
        ? input(norm)
        : lacking(norm);
  }

  /** The convolution behind it takes the maps without the zeros. */
  @Override
  public String visit(Layer.ZeroPadding2D pad) {
    return layers.absorbedPadding(pad.name()).isPresent() ? input(pad) : lacking(pad);
  }

  @Override
  public String visit(Layer.ReLU relu) {
    return tape.rectified(input(relu), relu.max().orElse(Float.MAX_VALUE));
  }

  @Override
  public String visit(Layer.Add add) {
    return tape.sum(tensors.get(add.left()), tensors.get(add.right()));
  }

  @Override
  public String visit(Layer.InputLayer input) {
    return lacking(input);
  }

  @Override
  public String visit(Layer.MaxPooling2D pool) {
    return lacking(pool);
  }

  @Override
  public String visit(Layer.GlobalAveragePooling2D pool) {
    return lacking(pool);
  }

  @Override
  public String visit(Layer.Flatten flatten) {
    return lacking(flatten);
  }

  @Override
  public String visit(Layer.Dense dense) {
    return lacking(dense);
  }

  private String lacking(Layer layer) {
    lacking.add(layer);
    return layer.name();
  }

  /** Notes the layer's batch norm. Its filters have one bias each: its own, or the norm's. */
  private boolean hasOneShift(Layer layer, boolean bias) {
    Optional<String> norm = layers.normOf(layer.name()).map(Layer::name);
    norms.put(layer.name(), norm);
    return bias == norm.isEmpty();
  }

  private void head(int logits, boolean gradients) {
    Maps maps = layers.maps(last.name());
    String features =
        tape.average(tensors.get(last.name()), maps.channels(), maps.height() * maps.width());
    String mask = graph.floats(FineTuneInputs.DROPOUT_MASK, "n", maps.channels());
    String kept = tape.scaled(features, graph.op("Transpose", mask));
    norms.put("head", Optional.empty());
    String z = tape.product("head", kept, logits, maps.channels());
    graph.result(graph.op("Transpose", z), LOGITS);
    if (gradients) {
      String share = graph.floats(SHARE, 1, "n");
      String targets = graph.op("Transpose", graph.floats(TARGETS, "n", logits));
      String p =
          logits == 1
              ? graph.op("Sigmoid", z)
              : graph.op("Softmax", List.of(integer("axis", 0)), z);
      tape.backward(z, graph.op("Mul", graph.op("Sub", p, targets), share));
    }
  }

  private String input(Layer.Unary layer) {
    return tensors.get(layer.input());
  }
}
