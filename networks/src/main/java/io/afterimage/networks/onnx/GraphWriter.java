package io.afterimage.networks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Collects one graph's nodes and initializers and writes the model. The same calls give the same
 * bytes.
 */
public final class GraphWriter {

  /** Opset 17 (ONNX 1.12): every operator used is older, every current runtime reads it. */
  private static final long OPSET = 17;

  /** The file format's version that came with opset 17. */
  private static final long IR_VERSION = 8;

  private static final String PRODUCER = "afterimage";

  /** Of what this exporter writes: raised when the same model gives other bytes. */
  private static final String PRODUCER_VERSION = "1";

  private static final String BATCH = "n";

  /** ONNX Runtime's own operators. */
  private static final String CONTRIBUTED = "com.microsoft";

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;
  private final Map<String, String> metadata = new TreeMap<>();
  private final Set<String> initializers = new TreeSet<>();

  /** An empty graph. */
  public GraphWriter(String name) {
    model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(PRODUCER)
            .setProducerVersion(PRODUCER_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    graph = GraphProto.newBuilder().setName(name);
  }

  /** With the constants and operators of another model, but without its nodes. */
  GraphWriter(ModelProto other) {
    model = other.toBuilder().clearMetadataProps();
    graph = other.getGraph().toBuilder().clearNode().clearInput().clearOutput();
  }

  /** Adds the nodes of another model. */
  void nodes(List<NodeProto> nodes) {
    graph.addAllNode(nodes);
  }

  /** Adds a constant of whole numbers and returns its name; an existing one is not added again. */
  public String wholeNumbers(String name, long... values) {
    if (initializers.add(name)) {
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(TensorProto.DataType.INT64.getNumber())
              .addDims(values.length)
              .addAllInt64Data(Arrays.stream(values).boxed().toList()));
    }
    return name;
  }

  /** Declares an input whose first dimension is the batch. */
  void input(String name, TensorProto.DataType type, long... perImage) {
    graph.addInput(value(name, type, perImage(perImage)));
  }

  /** Gives the graph another name. */
  void rename(String name) {
    graph.setName(name);
  }

  /** Declares an input of another model. */
  void input(ValueInfoProto input) {
    graph.addInput(input);
  }

  /**
   * Declares a float input and returns its name.
   *
   * @param dimensions numbers, or names of sizes that are known at run time
   */
  public String floats(String name, Object... dimensions) {
    graph.addInput(value(name, TensorProto.DataType.FLOAT, shape(dimensions)));
    return name;
  }

  /** Declares a float output whose first dimension is the batch. */
  void output(String name, long... perImage) {
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, perImage(perImage)));
  }

  /** Declares a tensor of any shape as a float output under another name. */
  public void result(String tensor, String name) {
    node("Identity", name, List.of(tensor), name);
    ValueInfoProto.Builder value = graph.addOutputBuilder().setName(name);
    int type = TensorProto.DataType.FLOAT.getNumber();
    value.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
  }

  /** Adds a float constant and returns its name; an existing one is not added again. */
  public String initializer(String name, Tensor tensor) {
    if (initializers.add(name)) {
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(TensorProto.DataType.FLOAT.getNumber())
              .addAllDims(Arrays.stream(tensor.shape()).boxed().toList())
              .setRawData(ByteString.copyFrom(tensor.littleEndian())));
    }
    return name;
  }

  /** Adds a float scalar and returns its name. */
  public String scalar(String name, double value) {
    return initializer(name, new Tensor(new long[0], new float[] {(float) value}));
  }

  /** Adds a node and returns its output. */
  String node(
      String operator,
      String name,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /**
   * Adds a node that makes one number of each row of a matrix, and returns its output, (n). Since
   * opset 18 such nodes take their axes as an input.
   */
  String reduceRows(String operator, String name, String matrix) {
    AttributeProto gone = integer("keepdims", 0);
    if (opset() < 18) {
      return node(operator, name, List.of(matrix), name, integers("axes", 1), gone);
    }
    return node(operator, name, List.of(matrix, wholeNumbers("rows", 1)), name, gone);
  }

  private long opset() {
    return model.getOpsetImportList().stream()
        .filter(imported -> imported.getDomain().isEmpty())
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(OPSET);
  }

  /** Adds a node under a name of its own and returns its output. */
  public String op(String operator, List<AttributeProto> attributes, String... inputs) {
    String name = operator + "_" + graph.getNodeCount();
    return node(operator, name, List.of(inputs), name, attributes.toArray(AttributeProto[]::new));
  }

  /** An operation without attributes. */
  public String op(String operator, String... inputs) {
    return op(operator, List.of(), inputs);
  }

  /** {@code a b}, one of them transposed in its last two dimensions: ONNX Runtime's operator. */
  public String matrixProduct(String a, boolean transposeA, String b, boolean transposeB) {
    if (model.getOpsetImportList().stream().noneMatch(o -> o.getDomain().equals(CONTRIBUTED))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1));
    }
    AttributeProto left = integer("transA", transposeA ? 1 : 0);
    AttributeProto right = integer("transB", transposeB ? 1 : 0);
    String product = op("FusedMatMul", List.of(left, right), a, b);
    graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(CONTRIBUTED);
    return product;
  }

  void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /** A node's attribute. */
  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** A node's attribute. */
  public static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  /** The model. */
  public byte[] toBytes() {
    ModelProto.Builder whole = model.clone().setGraph(graph);
    metadata.forEach(
        (key, value) ->
            whole.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return whole.build().toByteArray();
  }

  private static TensorShapeProto perImage(long... dimensions) {
    Object[] all = new Object[dimensions.length + 1];
    Arrays.setAll(all, i -> i == 0 ? BATCH : dimensions[i - 1]);
    return shape(all);
  }

  private static TensorShapeProto shape(Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      if (dimension instanceof Number number) {
        shape.addDimBuilder().setDimValue(number.longValue());
      } else {
        shape.addDimBuilder().setDimParam(dimension.toString());
      }
    }
    return shape.build();
  }

  private static ValueInfoProto value(
      String name, TensorProto.DataType type, TensorShapeProto shape) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
