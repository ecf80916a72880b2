package io.afterimage.training.djl;

import static io.afterimage.networks.onnx.GraphWriter.integer;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.GraphWriter;
import java.util.List;

/**
 * Writes several linear classifiers on the same features, their cross-entropies and the gradients
 * as one plain ONNX graph.
 *
 * <p>Inputs: {@link #FEATURES} (n, features), {@link #WEIGHT} (heads x classes, features), {@link
 * #BIAS} (1, heads x classes), {@link #LABELS} (n, 1, 1) as floats, {@link #SHARES} (n, heads, 1).
 * Outputs: {@link #LOGITS} (n, heads x classes), or {@link #LOSSES} (n, heads) and the gradients of
 * the sum of share times cross-entropy, {@link #WEIGHT_GRADIENT} and {@link #BIAS_GRADIENT}.
 */
final class SoftmaxGradients {

  static final String FEATURES = "features";
  static final String WEIGHT = "weight";
  static final String BIAS = "bias";
  static final String LABELS = "labels";
  static final String SHARES = "shares";
  static final String LOGITS = "logits";
  static final String LOSSES = "losses";
  static final String WEIGHT_GRADIENT = "weight_gradient";
  static final String BIAS_GRADIENT = "bias_gradient";

  private SoftmaxGradients() {}

  /** The graph for this many heads and classes. */
  static byte[] write(int features, int heads, int classes) {
    GraphWriter graph = new GraphWriter("softmax_gradients");
    String x = graph.floats(FEATURES, "n", features);
    int outputs = heads * classes;
    graph.floats(WEIGHT, outputs, features);
    graph.floats(BIAS, 1, outputs);
    String labels = graph.floats(LABELS, "n", 1, 1);
    String shares = graph.floats(SHARES, "n", heads, 1);
    String z = graph.op("Gemm", List.of(integer("transB", 1)), x, WEIGHT, BIAS);
    graph.result(z, LOGITS);
    String byHead = graph.op("Reshape", z, graph.wholeNumbers("by_head", -1, heads, classes));
    String logP = graph.op("LogSoftmax", List.of(integer("axis", 2)), byHead);
    String hits = graph.op("Equal", labels, graph.initializer("classes", numbers(classes)));
    String targets = graph.op("Cast", List.of(integer("to", 1)), hits);
    String ofTarget =
        graph.op(
            "ReduceSum",
            List.of(integer("keepdims", 0)),
            graph.op("Mul", logP, targets),
            graph.wholeNumbers("class_axis", 2));
    graph.result(graph.op("Neg", ofTarget), LOSSES);
    String surplus = graph.op("Sub", graph.op("Exp", logP), targets);
    String dz =
        graph.op(
            "Reshape",
            graph.op("Mul", surplus, shares),
            graph.wholeNumbers("by_output", -1, outputs));
    graph.result(graph.op("Gemm", List.of(integer("transA", 1)), dz, x), WEIGHT_GRADIENT);
    graph.result(
        graph.op(
            "ReduceSum",
            List.of(integer("keepdims", 0)),
            dz,
            graph.wholeNumbers("example_axis", 0)),
        BIAS_GRADIENT);
    return graph.toBytes();
  }

  private static Tensor numbers(int classes) {
    float[] numbers = new float[classes];
    for (int label = 0; label < classes; label++) {
      numbers[label] = label;
    }
    return new Tensor(new long[] {1, 1, classes}, numbers);
  }
}
