package io.afterimage.networks.onnx;

import static io.afterimage.networks.onnx.GraphWriter.integer;
import static io.afterimage.networks.onnx.GraphWriter.integers;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.LayerRow;
import io.afterimage.networks.backbone.LayerShape;
import io.afterimage.networks.backbone.LayerShape.Maps;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exports a backbone as ONNX. Every graph takes {@code image}, uint8 RGB (n, height, width, 3), and
 * normalises it inside. The same arguments give the same bytes.
 */
public final class OnnxGraphs {

  /** The output of {@link #features}: (n, channels) floats. */
  public static final String FEATURES = "features";

  /** Metadata: the labels, in the order of the output, one a line. */
  public static final String LABELS_KEY = "labels";

  /** What the names of graphs end with, by what they put out. */
  static final String CLASSIFIER = "_classifier";

  static final String OF_FEATURES = "_features";

  private static final String POOLING = "global_average_pooling";

  private OnnxGraphs() {}

  /**
   * The backbone with its output averaged over height and width, if that is feature maps; a vector
   * is left unchanged.
   *
   * @throws IllegalArgumentException when a weight is missing or of another shape
   */
  public static byte[] features(Backbone backbone, Map<String, Tensor> weights, InputSpec input) {
    GraphWriter graph = new GraphWriter(backbone.name() + OF_FEATURES);
    Features features = pooledBackbone(graph, backbone, weights, input);
    if (!features.tensor().equals(FEATURES)) {
      graph.node("Identity", "as_it_is", List.of(features.tensor()), FEATURES);
    }
    graph.output(FEATURES, features.width());
    return graph.toBytes();
  }

  /**
   * The backbone with a head: output {@code probabilities} (n, labels). With two labels the head
   * has one logit, whose sigmoid is the second label's probability; with more there is one logit
   * each, and a softmax.
   *
   * @throws IllegalArgumentException when a weight is missing or of another shape, or the head does
   *     not fit the labels
   */
  public static byte[] classifier(
      Backbone backbone,
      Map<String, Tensor> weights,
      Head head,
      List<String> labels,
      InputSpec input) {
    GraphWriter graph = new GraphWriter(backbone.name() + CLASSIFIER);
    Features features = pooledBackbone(graph, backbone, weights, input);
    HeadEmitter.emit(graph, features.tensor(), features.width(), head, labels);
    return graph.toBytes();
  }

  /**
   * The backbone up to some of its layers: one float output per layer, under its name and in the
   * given order, feature maps as (n, channels, height, width).
   *
   * @param outputs layers, such as those that cross a {@link io.afterimage.networks.backbone.Cut}
   * @throws IllegalArgumentException when a weight is missing or of another shape, a layer is
   *     unknown, or a layer's output does not exist by itself (padding)
   */
  public static byte[] prefix(
      Backbone backbone, Map<String, Tensor> weights, InputSpec input, List<String> outputs) {
    List<LayerRow> rows = backbone.rows(input.height(), input.width());
    GraphWriter graph = new GraphWriter(backbone.name() + "_prefix");
    emit(graph, backbone, weights, rows, new LinkedHashSet<>(outputs));
    describe(graph, backbone, input);
    for (String output : outputs) {
      LayerRow row =
          rows.stream()
              .filter(candidate -> candidate.layer().name().equals(output))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "backbone %s has no layer %s".formatted(backbone.name(), output)));
      graph.output(output, dimensions(row.shape()));
    }
    return graph.toBytes();
  }

  /** One vector per image: a tensor (n, width). */
  private record Features(String tensor, long width) {}

  private static Features pooledBackbone(
      GraphWriter graph, Backbone backbone, Map<String, Tensor> weights, InputSpec input) {
    List<LayerRow> rows = backbone.rows(input.height(), input.width());
    String last = backbone.output().name();
    emit(graph, backbone, weights, rows, Set.of(last));
    describe(graph, backbone, input);
    LayerShape shape = rows.get(rows.size() - 1).shape();
    return shape instanceof Maps maps
        ? new Features(LayerEmitter.pooled(graph, POOLING, last, FEATURES), maps.channels())
        : new Features(last, shape.size());
  }

  private static void emit(
      GraphWriter graph,
      Backbone backbone,
      Map<String, Tensor> weights,
      List<LayerRow> rows,
      Set<String> outputs) {
    Maps image = (Maps) rows.get(0).shape();
    backbone.requireWeights(weights, image.height(), image.width());
    String centred = centredImage(graph, backbone);
    new LayerEmitter(backbone, weights, new LayerGraph(rows), outputs, graph, centred).emit();
  }

  /** The image as float NCHW, the mean subtracted; the scale is in the first convolution. */
  private static String centredImage(GraphWriter graph, Backbone backbone) {
    Normalisation normalisation = backbone.normalisation();
    float[] mean = new float[normalisation.mean().size()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (normalisation.mean().get(i) * normalisation.divisor());
    }
    String planes =
        graph.node(
            "Transpose",
            "to_planes",
            List.of(Manifest.INPUT_TENSOR),
            "planes",
            integers("perm", 0, 3, 1, 2));
    String floats =
        graph.node(
            "Cast",
            "to_float",
            List.of(planes),
            "floats",
            integer("to", TensorProto.DataType.FLOAT.getNumber()));
    return graph.node(
        "Sub",
        "centre",
        List.of(
            floats, graph.initializer("mean", new Tensor(new long[] {1, mean.length, 1, 1}, mean))),
        "centred");
  }

  private static void describe(GraphWriter graph, Backbone backbone, InputSpec input) {
    graph.input(
        Manifest.INPUT_TENSOR, TensorProto.DataType.UINT8, input.height(), input.width(), 3);
    graph.metadata("backbone", backbone.name());
    graph.metadata("input", "uint8 RGB %dx%dx3, 0 to 255".formatted(input.height(), input.width()));
  }

  private static long[] dimensions(LayerShape shape) {
    return shape instanceof Maps maps
        ? new long[] {maps.channels(), maps.height(), maps.width()}
        : new long[] {shape.size()};
  }
}
