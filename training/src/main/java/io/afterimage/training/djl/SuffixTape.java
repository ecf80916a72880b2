package io.afterimage.training.djl;

import static io.afterimage.networks.onnx.GraphWriter.integer;
import static io.afterimage.networks.onnx.GraphWriter.integers;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.GraphWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Differentiable operations on an ONNX graph: each adds its nodes and notes how its gradient is
 * computed, and {@link #backward} adds those nodes, the last operation first.
 *
 * <p>Feature maps are matrices (channels, images x pixels), vectors (channels, images). So a
 * pointwise convolution and its two gradients are one matrix product each over the whole batch.
 * Parameters are the inputs {@code NAME.weight} (rows, columns) and {@code NAME.bias} (rows, 1);
 * their gradients are outputs of the same names with {@link #GRADIENT} after them.
 */
final class SuffixTape {

  static final String GRADIENT = ".gradient";

  private final GraphWriter graph;
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final Map<String, List<String>> gradients = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();

  SuffixTape(GraphWriter graph) {
    this.graph = graph;
  }

  /** An input (n, channels, height, width) as a matrix. Nothing is propagated into it. */
  String maps(String name, long channels, long height, long width) {
    String input = graph.floats(name, "n", channels, height, width);
    String swapped = graph.op("Transpose", List.of(integers("perm", 1, 0, 2, 3)), input);
    String matrix = reshape(swapped, channels, -1);
    fixed.add(matrix);
    return matrix;
  }

  /** {@code weight x + bias}: a pointwise convolution, or a dense layer. */
  String product(String name, String x, long rows, long columns) {
    String weight = graph.floats(name + ".weight", rows, columns);
    String bias = graph.floats(name + ".bias", rows, 1);
    String y = graph.op("Gemm", weight, x, bias);
    steps.push(
        () -> {
          String dy = gradient(y);
          graph.result(
              graph.op("Gemm", List.of(integer("transB", 1)), dy, x), name + ".weight" + GRADIENT);
          graph.result(sumOver(dy, 1), name + ".bias" + GRADIENT);
          if (!fixed.contains(x)) {
            add(x, graph.op("Gemm", List.of(integer("transA", 1)), weight, dy));
          }
        });
    return y;
  }

  /**
   * A depthwise convolution. The map from the pixels of a channel to those of its output is linear
   * in the taps of its kernel, {@code T = sum of w_t S_t} with the constant 0/1 matrices {@code
   * S_t} of {@code taps}; so it and its gradients are matrix products per channel. On small maps
   * that is several times faster than ONNX Runtime's grouped convolution, whose weight gradient is
   * slow.
   */
  String depthwise(String name, String x, long channels, SuffixTaps taps) {
    String weight = graph.floats(name + ".weight", channels, taps.count());
    String bias = graph.floats(name + ".bias", channels, 1);
    String selection =
        graph.initializer(
            name + ".taps",
            new Tensor(
                new long[] {taps.count(), (long) taps.inputs() * taps.outputs()},
                taps.selection()));
    String map =
        reshape(graph.op("Gemm", weight, selection), channels, taps.inputs(), taps.outputs());
    String images = reshape(x, channels, -1, taps.inputs());
    String product = reshape(graph.op("MatMul", images, map), channels, -1);
    String y = graph.op("Add", product, bias);
    steps.push(
        () -> {
          String dy = gradient(y);
          graph.result(sumOver(dy, 1), name + ".bias" + GRADIENT);
          String upper = reshape(dy, channels, -1, taps.outputs());
          String ofMap = graph.matrixProduct(images, true, upper, false);
          String flat = reshape(ofMap, channels, (long) taps.inputs() * taps.outputs());
          graph.result(
              graph.op("Gemm", List.of(integer("transB", 1)), flat, selection),
              name + ".weight" + GRADIENT);
          if (!fixed.contains(x)) {
            String dx = graph.matrixProduct(upper, false, map, true);
            add(x, reshape(dx, channels, -1));
          }
        });
    return y;
  }

  /** Values below 0 become 0, those above {@code max} become {@code max}. */
  String rectified(String x, double max) {
    String y = graph.op("Clip", x, scalar(0), scalar(max));
    steps.push(
        () -> {
          String below = graph.op("Less", y, scalar(max));
          String above = graph.op("Greater", y, scalar(0));
          String inside =
              graph.op("Cast", List.of(integer("to", 1)), graph.op("And", above, below));
          add(x, graph.op("Mul", gradient(y), inside));
        });
    return y;
  }

  /** The sum of two tensors of one shape. */
  String sum(String left, String right) {
    String y = graph.op("Add", left, right);
    steps.push(
        () -> {
          add(left, gradient(y));
          add(right, gradient(y));
        });
    return y;
  }

  /** Feature maps to the mean of each channel. */
  String average(String x, long channels, int pixels) {
    String images = reshape(x, channels, -1, pixels);
    String y = graph.op("ReduceMean", List.of(integers("axes", 2), integer("keepdims", 0)), images);
    steps.push(
        () -> {
          float[] share = new float[pixels];
          Arrays.fill(share, 1f / pixels);
          String shares =
              graph.initializer("pixel_share", new Tensor(new long[] {1, 1, pixels}, share));
          String dx = graph.op("Mul", reshape(gradient(y), channels, -1, 1), shares);
          add(x, reshape(dx, channels, -1));
        });
    return y;
  }

  /** Each value times that of a tensor that needs no gradient. */
  String scaled(String x, String factors) {
    String y = graph.op("Mul", x, factors);
    steps.push(() -> add(x, graph.op("Mul", gradient(y), factors)));
    return y;
  }

  /** Adds the nodes of all gradients, from that of the last tensor. */
  void backward(String last, String gradient) {
    add(last, gradient);
    steps.forEach(Runnable::run);
  }

  /** {@code tensor} with other dimensions; -1 is what remains, once. */
  private String reshape(String tensor, long... shape) {
    return graph.op("Reshape", tensor, wholeNumbers(shape));
  }

  /** The sum over an axis, which stays with size 1. */
  private String sumOver(String tensor, long axis) {
    return graph.op("ReduceSum", tensor, wholeNumbers(axis));
  }

  private String scalar(double value) {
    return graph.scalar("scalar_" + value, value);
  }

  private String wholeNumbers(long... values) {
    return graph.wholeNumbers("whole" + Arrays.toString(values), values);
  }

  private void add(String tensor, String gradient) {
    if (!fixed.contains(tensor)) {
      gradients.computeIfAbsent(tensor, unused -> new ArrayList<>()).add(gradient);
    }
  }

  private String gradient(String tensor) {
    List<String> parts = gradients.get(tensor);
    return parts.size() == 1 ? parts.get(0) : graph.op("Sum", parts.toArray(String[]::new));
  }
}
