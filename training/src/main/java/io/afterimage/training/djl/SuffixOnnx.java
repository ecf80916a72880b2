package io.afterimage.training.djl;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the nodes of a graph of float tensors and writes the model. */
final class SuffixOnnx {

  /** ONNX 1.12. */
  private static final long OPSET = 17;

  /** The file format's version that came with opset 17. */
  private static final long IR_VERSION = 8;

  /** ONNX Runtime's own operators, among them FusedMatMul. */
  private static final String CONTRIBUTED = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("suffix");
  private final Map<String, String> constants = new HashMap<>();

  /** Declares an input; a dimension is a number or, for a size known at run time, a name. */
  String input(String name, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
      if (dimension instanceof Number number) {
        dim.setDimValue(number.longValue());
      } else {
        dim.setDimParam(dimension.toString());
      }
    }
    graph.addInput(value(name, shape));
    return name;
  }

  /** Declares a tensor as an output under another name. */
  void output(String tensor, String name) {
    node("Identity", "", List.of(tensor), name);
    graph.addOutput(value(name, null));
  }

  /** Adds an operation and returns its output. */
  String op(String operator, List<AttributeProto> attributes, String... inputs) {
    String output = operator + "_" + graph.getNodeCount();
    node(operator, "", List.of(inputs), output, attributes.toArray(AttributeProto[]::new));
    return output;
  }

  /** An operation without attributes. */
  String op(String operator, String... inputs) {
    return op(operator, List.of(), inputs);
  }

  /** {@code a b}, one of them transposed in its last two dimensions. */
  String matrixProduct(String a, boolean transposeA, String b, boolean transposeB) {
    String output = "FusedMatMul_" + graph.getNodeCount();
    node(
        "FusedMatMul",
        CONTRIBUTED,
        List.of(a, b),
        output,
        integer("transA", transposeA ? 1 : 0),
        integer("transB", transposeB ? 1 : 0));
    return output;
  }

  /** {@code tensor} with other dimensions; -1 is what remains, once. */
  String reshape(String tensor, long... shape) {
    return op("Reshape", tensor, integers(shape));
  }

  /** The sum over an axis, which stays with size 1. */
  String sumOver(String tensor, long axis) {
    return op("ReduceSum", tensor, integers(axis));
  }

  /** A float scalar. */
  String scalar(double value) {
    return constants.computeIfAbsent(
        "scalar_" + value, name -> constant(name, new float[] {(float) value}));
  }

  /** A float constant. */
  String constant(String name, float[] values, long... shape) {
    ByteBuffer bytes = bytes(Math.multiplyExact(values.length, Float.BYTES));
    bytes.asFloatBuffer().put(values);
    return initializer(name, TensorProto.DataType.FLOAT, bytes, shape);
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto list(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  byte[] toBytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private String integers(long... values) {
    StringBuilder name = new StringBuilder("integers");
    for (long value : values) {
      name.append('_').append(value);
    }
    return constants.computeIfAbsent(
        name.toString(),
        unused -> {
          ByteBuffer bytes = bytes(values.length * Long.BYTES);
          bytes.asLongBuffer().put(values);
          return initializer(
              name.toString(), TensorProto.DataType.INT64, bytes, new long[] {values.length});
        });
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String initializer(
      String name, TensorProto.DataType type, ByteBuffer bytes, long[] shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private void node(
      String operator,
      String domain,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setDomain(domain)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  private static ValueInfoProto value(String name, TensorShapeProto.Builder shape) {
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber());
    if (shape != null) {
      type.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }
}
