package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Activation;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.backbone.LayerShape.Maps;
import io.afterimage.networks.backbone.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the layers of a backbone above a cut, the head, the loss and all gradients as one plain
 * ONNX graph.
 *
 * <p>Inputs: the tensors that cross the cut by their layer's name, {@link
 * FineTuneInputs#DROPOUT_MASK} (n, features), {@link #TARGETS} (n, logits), {@link #SHARE} (1, n)
 * which is 1/n, and the parameters of {@link SuffixTape}, batch norm folded into them. Outputs:
 * {@link #LOGITS} (n, logits) and the gradients of the mean cross-entropy.
 */
final class SuffixGradients {

  static final String TARGETS = "targets";
  static final String SHARE = "share";
  static final String LOGITS = "logits";

  /**
   * Pixels of the largest map that a depthwise convolution may take: its map between pixels grows
   * with the square. At 10x10 (images of 160x160) a step takes two thirds of the processor time
   * that MXNet's takes, at 14x14 (224x224) the same.
   */
  private static final int LARGEST_MAP = 14 * 14;

  private final SuffixOnnx graph = new SuffixOnnx();
  private final SuffixTape tape = new SuffixTape(graph);
  private final List<LayerRow> learning;
  private final Map<String, LayerShape> shapes = new HashMap<>();
  private final Map<String, String> tensors = new HashMap<>();
  private final Map<String, Layer.ZeroPadding2D> paddings = new HashMap<>();
  private final Map<String, Optional<String>> norms = new LinkedHashMap<>();

  /**
   * A graph.
   *
   * @param onnx the model
   * @param norms for each layer with parameters the batch norm that is folded into them
   */
  record Written(byte[] onnx, Map<String, Optional<String>> norms) {}

  private SuffixGradients(FineTunePlan plan) {
    Backbone backbone = plan.backbone();
    List<LayerRow> rows = backbone.rows(plan.height(), plan.width());
    rows.forEach(row -> shapes.put(row.layer().name(), row.shape()));
    var cut = backbone.cutAt(plan.fromLayer());
    learning = rows.subList(cut.index(), rows.size());
    for (String name : cut.crossing()) {
      Maps maps = maps(name);
      tensors.put(name, tape.maps(name, maps.channels(), maps.height(), maps.width()));
    }
  }

  /** Without the loss and gradients, if {@code gradients} is false. */
  static Written write(FineTunePlan plan, int logits, boolean gradients) {
    SuffixGradients writer = new SuffixGradients(plan);
    writer.learning.forEach(row -> writer.add(row.layer()));
    writer.head(plan.backbone().output().name(), logits, gradients);
    return new Written(writer.graph.toBytes(), writer.norms);
  }

  private void add(Layer layer) {
    String name = layer.name();
    if (layer instanceof Layer.Conv2D conv) {
      norms.put(name, normOf(conv));
      put(conv, tape.product(name, input(conv), conv.filters(), maps(conv.input()).channels()));
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      norms.put(name, normOf(conv));
      Layer.ZeroPadding2D padding = paddings.get(conv.input());
      String source = unpadded(conv.input());
      Window padder = padding == null ? conv.window() : padding.window();
      SuffixTaps taps = SuffixTaps.of(maps(source), conv.window(), padder, maps(name));
      put(conv, tape.depthwise(name, tensors.get(source), maps(source).channels(), taps));
    } else if (layer instanceof Layer.BatchNormalization norm) {
      put(norm, input(norm));
    } else if (layer instanceof Layer.ZeroPadding2D padding) {
      paddings.put(name, padding);
    } else if (layer instanceof Layer.ReLU relu) {
      put(relu, tape.rectified(input(relu), relu.max().orElse(Float.MAX_VALUE)));
    } else if (layer instanceof Layer.Add add) {
      put(add, tape.sum(tensors.get(add.left()), tensors.get(add.right())));
    } else {
      throw new IllegalArgumentException("layer " + name + " has no gradient in ONNX");
    }
  }

  private void head(String last, int logits, boolean gradients) {
    Maps maps = maps(last);
    String features =
        tape.average(tensors.get(last), maps.channels(), maps.height() * maps.width());
    String mask = graph.input(FineTuneInputs.DROPOUT_MASK, "n", maps.channels());
    String kept = tape.scaled(features, graph.op("Transpose", mask));
    norms.put("head", Optional.empty());
    String z = tape.product("head", kept, logits, maps.channels());
    graph.output(graph.op("Transpose", z), LOGITS);
    if (gradients) {
      String share = graph.input(SHARE, 1, "n");
      String targets = graph.op("Transpose", graph.input(TARGETS, "n", logits));
      String p =
          logits == 1
              ? graph.op("Sigmoid", z)
              : graph.op("Softmax", List.of(SuffixOnnx.integer("axis", 0)), z);
      tape.backward(z, graph.op("Mul", graph.op("Sub", p, targets), share));
    }
  }

  /** Whether every layer above the cut has a form here, and that form is a fast one. */
  static boolean supports(FineTunePlan plan) {
    SuffixGradients writer = new SuffixGradients(plan);
    return writer.shapes.get(plan.backbone().output().name()) instanceof Maps
        && writer.learning.stream().allMatch(row -> writer.supports(row.layer()));
  }

  private boolean supports(Layer layer) {
    List<Layer> takers = takers(layer.name());
    if (layer instanceof Layer.Conv2D conv) {
      return conv.window().equals(Window.POINT)
          && conv.activation() == Activation.LINEAR
          && (!conv.bias() || normOf(conv).isEmpty());
    } else if (layer instanceof Layer.DepthwiseConv2D conv) {
      Maps maps = maps(unpadded(conv.input()));
      return maps.height() * maps.width() <= LARGEST_MAP
          && (!conv.bias() || normOf(conv).isEmpty());
    } else if (layer instanceof Layer.BatchNormalization norm) {
      return learning.stream()
          .map(LayerRow::layer)
          .anyMatch(other -> other.name().equals(norm.input()) && takers(other.name()).size() == 1);
    } else if (layer instanceof Layer.ZeroPadding2D padding) {
      paddings.put(padding.name(), padding);
      return takers.stream().allMatch(Layer.DepthwiseConv2D.class::isInstance);
    }
    return layer instanceof Layer.ReLU || layer instanceof Layer.Add;
  }

  private String unpadded(String name) {
    return paddings.containsKey(name) ? paddings.get(name).input() : name;
  }

  private Optional<String> normOf(Layer layer) {
    List<Layer> takers = new ArrayList<>(takers(layer.name()));
    return takers.size() == 1 && takers.get(0) instanceof Layer.BatchNormalization norm
        ? Optional.of(norm.name())
        : Optional.empty();
  }

  private List<Layer> takers(String name) {
    return learning.stream().map(LayerRow::layer).filter(l -> l.inputs().contains(name)).toList();
  }

  private Maps maps(String name) {
    return (Maps) shapes.get(name);
  }

  private String input(Layer.Unary layer) {
    return tensors.get(layer.input());
  }

  private void put(Layer layer, String tensor) {
    tensors.put(layer.name(), tensor);
  }
}
