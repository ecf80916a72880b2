package io.afterimage.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.inference.Tensor;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A parsed graph over images, its signature checked.
 *
 * @param graph the nodes and initializers
 * @param height of the input {@code image}, in pixels
 * @param width of the input {@code image}, in pixels
 * @param outputs the names of the outputs, in order
 */
public record OnnxModel(GraphProto graph, int height, int width, List<String> outputs) {

  /** The largest input side that is believed, so that a damaged file cannot ask for gigabytes. */
  private static final int MAX_SIDE = 4096;

  /** Copies the list. */
  public OnnxModel {
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads a graph with the one input {@code image}, uint8 (n, height, width, 3), and any float
   * outputs.
   *
   * @param onnx the bytes, which must not change
   * @throws CorruptArtifactException when the bytes are no such graph, or {@link OnnxFile} refuses
   *     them
   */
  public static OnnxModel parse(byte[] onnx) {
    GraphProto graph = graph(onnx);
    ValueInfoProto input = input(graph);
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    List<ValueInfoProto> wrong =
        graph.getOutputList().stream()
            .filter(output -> elementType(output) != TensorProto.DataType.FLOAT)
            .toList();
    if (graph.getOutputCount() == 0 || !wrong.isEmpty()) {
      throw new CorruptArtifactException(
          "the ONNX graph %s needs float outputs, it has %s"
              .formatted(graph.getName(), described(graph.getOutputList())));
    }
    return new OnnxModel(
        graph,
        (int) shape.getDim(1).getDimValue(),
        (int) shape.getDim(2).getDimValue(),
        graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
  }

  /**
   * The same, when its first output is a vector per image and it has no other, or novelty scores.
   *
   * @throws CorruptArtifactException when it has not
   */
  public OnnxModel requireVectorOutput() {
    boolean vector = dimensions(graph.getOutput(0)) == 2;
    boolean alone = graph.getOutputCount() == 1;
    boolean scored =
        graph.getOutputCount() == 2 && scoresNovelty() && dimensions(graph.getOutput(1)) == 1;
    if (!vector || !(alone || scored)) {
      throw new CorruptArtifactException(
          "the ONNX graph %s needs one output (n, k), it has %s; a second one may be %s (n)"
              .formatted(
                  graph.getName(), described(graph.getOutputList()), Manifest.NOVELTY_TENSOR));
    }
    return this;
  }

  /** Whether its second output is {@link Manifest#NOVELTY_TENSOR}. */
  public boolean scoresNovelty() {
    return outputs.indexOf(Manifest.NOVELTY_TENSOR) == 1;
  }

  private static int dimensions(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimCount();
  }

  /**
   * The graph's float constants by name.
   *
   * @throws CorruptArtifactException when one is of another type, does not fill its shape, or is
   *     not in {@code raw_data}
   */
  public Map<String, Tensor> constants() {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    graph.getInitializerList().forEach(proto -> constants.put(proto.getName(), constant(proto)));
    return constants;
  }

  /** The shapes of the graph's constants by name, whatever their type. */
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    graph.getInitializerList().forEach(proto -> shapes.put(proto.getName(), proto.getDimsList()));
    return shapes;
  }

  private static Tensor constant(TensorProto proto) {
    if (proto.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
      throw new CorruptArtifactException(
          "the constant %s has type %s, float is supported"
              .formatted(proto.getName(), TensorProto.DataType.forNumber(proto.getDataType())));
    }
    FloatBuffer values =
        proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[values.remaining()];
    values.get(floats);
    try {
      return new Tensor(proto.getDimsList().stream().mapToLong(Long::longValue).toArray(), floats);
    } catch (IllegalArgumentException e) {
      throw new CorruptArtifactException(
          "the constant %s is damaged".formatted(proto.getName()), e);
    }
  }

  private static GraphProto graph(byte[] onnx) {
    GraphProto graph = OnnxFile.parse(onnx, "model.onnx").getGraph();
    if (graph.getNodeCount() == 0) {
      throw new CorruptArtifactException(
          "the %d bytes are not an ONNX model with a graph".formatted(onnx.length));
    }
    return graph;
  }

  /** What a graph must be given: inputs of the same name as a constant are only its default. */
  public static List<ValueInfoProto> inputs(GraphProto graph) {
    Set<String> constants =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream().filter(in -> !constants.contains(in.getName())).toList();
  }

  private static ValueInfoProto input(GraphProto graph) {
    List<ValueInfoProto> inputs = inputs(graph);
    if (inputs.size() != 1 || !isImage(inputs.get(0))) {
      throw new CorruptArtifactException(
          "the ONNX graph %s needs the one input %s, uint8 (n, height, width, 3), it has %s"
              .formatted(graph.getName(), Manifest.INPUT_TENSOR, described(inputs)));
    }
    return inputs.get(0);
  }

  private static boolean isImage(ValueInfoProto input) {
    List<TensorShapeProto.Dimension> dimensions =
        input.getType().getTensorType().getShape().getDimList();
    return input.getName().equals(Manifest.INPUT_TENSOR)
        && elementType(input) == TensorProto.DataType.UINT8
        && dimensions.size() == 4
        && !dimensions.get(0).hasDimValue()
        && isSide(dimensions.get(1))
        && isSide(dimensions.get(2))
        && dimensions.get(3).getDimValue() == 3;
  }

  private static boolean isSide(TensorShapeProto.Dimension dimension) {
    return dimension.getDimValue() > 0 && dimension.getDimValue() <= MAX_SIDE;
  }

  private static TensorProto.DataType elementType(ValueInfoProto value) {
    return TensorProto.DataType.forNumber(value.getType().getTensorType().getElemType());
  }

  private static String described(List<ValueInfoProto> values) {
    return values.stream()
        .map(
            value ->
                "%s %s (%s)"
                    .formatted(
                        value.getName(),
                        elementType(value),
                        value.getType().getTensorType().getShape().getDimList().stream()
                            .map(OnnxModel::described)
                            .collect(Collectors.joining(", "))))
        .toList()
        .toString();
  }

  private static String described(TensorShapeProto.Dimension dimension) {
    return dimension.hasDimValue()
        ? Long.toString(dimension.getDimValue())
        : dimension.getDimParam();
  }
}
