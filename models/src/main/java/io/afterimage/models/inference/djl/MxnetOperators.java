package io.afterimage.models.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.onnx.NodeAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Translates ONNX nodes to MXNet's operators: those that this project's exporter writes. */
final class MxnetOperators {

  private static final List<Long> ONES = List.of(1L, 1L);
  private static final List<Long> NO_PADS = List.of(0L, 0L, 0L, 0L);

  private final Map<String, Tensor> constants;

  MxnetOperators(Map<String, Tensor> constants) {
    this.constants = constants;
  }

  MxnetOperator of(NodeProto node) {
    NodeAttributes attributes = new NodeAttributes(node);
    return switch (node.getOpType()) {
      case "Transpose" ->
          operator("_np_transpose", "axes", tuple(attributes.integers("perm", List.of())));
      case "Cast" -> cast(node, attributes);
      case "Sub" -> operator("_npi_subtract");
      case "Div" -> operator("_npi_true_divide");
      case "Add" -> operator("_npi_add");
      case "Conv" -> convolution(node, attributes);
      case "Clip" -> clip(node);
      case "Relu" -> operator("_npx_relu");
      case "Sigmoid" -> operator("_npx_sigmoid");
      case "MaxPool" -> maxPool(attributes);
      case "GlobalAveragePool" -> operator("_npi_mean", "axis", "(2, 3)", "keepdims", "True");
      case "Flatten" -> flatten(attributes.requireOnly("axis"), node);
      case "Gemm" -> dense(node, attributes);
      case "ReduceMax" -> reduction(node, attributes, "_np_max");
      case "ReduceL2" -> lengths(node, attributes);
      case "Softmax" ->
          operator("_npx_softmax", "axis", Long.toString(attributes.integer("axis", -1)));
      case "Concat" ->
          operator(
              "_npi_concatenate",
              "axis",
              Long.toString(attributes.integer("axis", 1)),
              "num_args",
              Integer.toString(node.getInputCount()));
      default -> throw unsupported(node, "the MXNet engine has no such operator");
    };
  }

  private MxnetOperator cast(NodeProto node, NodeAttributes attributes) {
    if (attributes.integer("to", 0) != TensorProto.DataType.FLOAT.getNumber()) {
      throw unsupported(node, "only casts to float are supported");
    }
    return operator("_npx_cast", "dtype", "float32");
  }

  private MxnetOperator convolution(NodeProto node, NodeAttributes attributes) {
    attributes.requireOnly("kernel_shape", "pads", "strides", "group", "dilations");
    Tensor weight = constant(node, 1);
    boolean bias = node.getInputCount() > 2;
    return padded(
        "_npx_convolution",
        attributes,
        0,
        parameters(
            "kernel", tuple(List.of(weight.shape()[2], weight.shape()[3])),
            "stride", tuple(attributes.integers("strides", ONES)),
            "dilate", tuple(attributes.integers("dilations", ONES)),
            "num_filter", Long.toString(weight.shape()[0]),
            "num_group", Long.toString(attributes.integer("group", 1)),
            "no_bias", bias ? "False" : "True"));
  }

  private MxnetOperator maxPool(NodeAttributes attributes) {
    attributes.requireOnly("kernel_shape", "pads", "strides");
    return padded(
        "_npx_pooling",
        attributes,
        -Float.MAX_VALUE,
        parameters(
            "kernel",
            tuple(attributes.integers("kernel_shape", ONES)),
            "stride",
            tuple(attributes.integers("strides", ONES)),
            "pool_type",
            "max",
            "pooling_convention",
            "valid"));
  }

  /** A window operator. MXNet's own padding is the same at both ends; other padding goes before. */
  private static MxnetOperator padded(
      String name, NodeAttributes attributes, double fill, PairList<String, Object> parameters) {
    List<Long> pads = attributes.integers("pads", NO_PADS);
    if (pads.subList(0, 2).equals(pads.subList(2, 4))) {
      parameters.add("pad", tuple(pads.subList(0, 2)));
      return operator(name, parameters);
    }
    MxnetOperator pad =
        operator(
            "Pad",
            "mode",
            "constant",
            "constant_value",
            Double.toString(fill),
            "pad_width",
            tuple(List.of(0L, 0L, 0L, 0L, pads.get(0), pads.get(2), pads.get(1), pads.get(3))));
    return (run, inputs) -> {
      NDList all = new NDList(inputs);
      all.set(0, pad.apply(run, inputs.subList(0, 1)));
      return run.invoke(name, all, parameters).singletonOrThrow();
    };
  }

  private MxnetOperator clip(NodeProto node) {
    MxnetOperator clip =
        operator(
            "_npi_clip",
            "a_min",
            Float.toString(constant(node, 1).values()[0]),
            "a_max",
            Float.toString(constant(node, 2).values()[0]));
    return (run, inputs) -> clip.apply(run, inputs.subList(0, 1));
  }

  private static MxnetOperator flatten(NodeAttributes attributes, NodeProto node) {
    if (attributes.integer("axis", 1) != 1) {
      throw unsupported(node, "only axis 1 is supported");
    }
    return operator("_npx_batch_flatten");
  }

  private MxnetOperator dense(NodeProto node, NodeAttributes attributes) {
    attributes.requireOnly("transB");
    if (attributes.integer("transB", 0) != 1 || node.getInputCount() != 3) {
      throw unsupported(node, "only a transposed weight with a bias is supported");
    }
    return operator(
        "_npx_fully_connected",
        "num_hidden",
        Long.toString(constant(node, 1).shape()[0]),
        "no_bias",
        "False");
  }

  /** Over the last dimension of a matrix, which goes away. */
  private static MxnetOperator reduction(
      NodeProto node, NodeAttributes attributes, String operator) {
    attributes.requireOnly("axes", "keepdims");
    if (!attributes.integers("axes", List.of()).equals(List.of(1L))
        || attributes.integer("keepdims", 1) != 0) {
      throw unsupported(node, "only axis 1, which goes away, is supported");
    }
    return operator(operator, "axis", "(1,)", "keepdims", "False");
  }

  private static MxnetOperator lengths(NodeProto node, NodeAttributes attributes) {
    MxnetOperator sum = reduction(node, attributes, "_np_sum");
    MxnetOperator square = operator("_npi_square");
    MxnetOperator root = operator("_npi_sqrt");
    return (run, inputs) -> {
      NDArray squares = square.apply(run, inputs);
      return root.apply(run, List.of(sum.apply(run, List.of(squares))));
    };
  }

  private Tensor constant(NodeProto node, int input) {
    Tensor constant = input < node.getInputCount() ? constants.get(node.getInput(input)) : null;
    if (constant == null) {
      throw unsupported(node, "input " + input + " must be a constant");
    }
    return constant;
  }

  private static MxnetOperator operator(String name, String... parameters) {
    return operator(name, parameters(parameters));
  }

  private static MxnetOperator operator(String name, PairList<String, Object> parameters) {
    return (NDManager run, List<NDArray> inputs) ->
        run.invoke(name, new NDList(inputs), parameters).singletonOrThrow();
  }

  private static PairList<String, Object> parameters(String... namesAndValues) {
    PairList<String, Object> parameters = new PairList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return parameters;
  }

  private static String tuple(List<Long> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  private static CorruptArtifactException unsupported(NodeProto node, String reason) {
    return new CorruptArtifactException(
        "node %s (%s): %s".formatted(node.getName(), node.getOpType(), reason));
  }
}
