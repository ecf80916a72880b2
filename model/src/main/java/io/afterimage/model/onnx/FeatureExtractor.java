package io.afterimage.model.onnx;

import static io.afterimage.model.onnx.GraphWriter.integer;
import static io.afterimage.model.onnx.GraphWriter.integers;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.InputSpec;
import io.afterimage.model.Manifest;
import io.afterimage.model.Normalisation;
import io.afterimage.model.backbone.Preprocessing;
import io.afterimage.model.weights.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network that somebody else exported to ONNX, as a frozen base. It has one float input, prepared
 * pictures (n, height, width, 3) or (n, 3, height, width), and one float output: vectors (n, k), or
 * feature maps in the layout of the input, which are averaged. The batch must be open.
 *
 * @param model what was exported
 * @param source what error messages call it
 * @param channelsFirst whether its pictures are planes
 * @param input the size of its pictures
 * @param features how many a picture has
 * @param preprocessing what its pictures need
 */
public record FeatureExtractor(
    ModelProto model,
    String source,
    boolean channelsFirst,
    InputSpec input,
    int features,
    Preprocessing preprocessing) {

  /** Metadata that name what pictures need, in the words of {@link Preprocessing#code()}. */
  public static final String PREPROCESSING_KEY = "preprocessing";

  /** The first opset in which Softmax is what it is today. */
  private static final long LEAST_OPSET = 13;

  /**
   * Reads what a file says of itself.
   *
   * @param size height and width, needed where the file leaves them open
   * @param preprocessing needed where its metadata do not name it
   * @throws CorruptArtifactException when it is no such network, saying what is missing
   */
  public static FeatureExtractor parse(
      byte[] onnx, String source, Optional<Integer> size, Optional<Preprocessing> preprocessing) {
    ModelProto model = model(onnx, source);
    GraphProto graph = model.getGraph();
    List<ValueInfoProto> inputs = OnnxModel.inputs(graph);
    if (inputs.size() != 1 || graph.getOutputCount() != 1) {
      throw new CorruptArtifactException(
          "%s has %d inputs and %d outputs; a feature extractor has one of each"
              .formatted(source, inputs.size(), graph.getOutputCount()));
    }
    List<Long> in = shape(inputs.get(0), source);
    if (in.size() != 4 || in.get(0) > 0 || (in.get(1) == 3) == (in.get(3) == 3)) {
      throw new CorruptArtifactException(
          "%s takes %s; (n, height, width, 3) or (n, 3, height, width) with an open n is needed"
              .formatted(source, in));
    }
    boolean channelsFirst = in.get(1) == 3;
    List<Long> sides = channelsFirst ? in.subList(2, 4) : in.subList(1, 3);
    InputSpec input =
        new InputSpec(
            side(sides.get(0), size, source),
            side(sides.get(1), size, source),
            InputSpec.Resize.AREA_OR_LINEAR);
    List<Long> out = shape(graph.getOutput(0), source);
    long features =
        out.size() == 2 ? out.get(1) : out.size() == 4 ? out.get(channelsFirst ? 1 : 3) : 0;
    if (features < 1) {
      throw new CorruptArtifactException(
          "%s puts out %s; vectors (n, k) or feature maps of a known depth are needed"
              .formatted(source, out));
    }
    Preprocessing mode =
        preprocessing
            .or(() -> named(model, source))
            .orElseThrow(
                () ->
                    new CorruptArtifactException(
                        "%s does not say how its pictures are prepared: --preprocessing %s says it"
                            .formatted(source, Preprocessing.codes())));
    return new FeatureExtractor(
        model, source, channelsFirst, input, Math.toIntExact(features), mode);
  }

  /** With normalisation inside and one vector per picture, {@link OnnxGraphs#FEATURES}. */
  public byte[] featureGraph() {
    GraphWriter graph = wrapped();
    graph.node("Identity", "as_it_is", List.of(vectors(graph)), OnnxGraphs.FEATURES);
    graph.output(OnnxGraphs.FEATURES, features);
    return graph.toBytes();
  }

  /**
   * The same with a head, as {@link OnnxGraphs#classifier}.
   *
   * @throws IllegalArgumentException when the head does not fit the labels
   */
  public byte[] classifier(Head head, List<String> labels) {
    GraphWriter graph = wrapped();
    HeadEmitter.emit(graph, vectors(graph), features, head, labels);
    return graph.toBytes();
  }

  /** From pictures as they are to what the network takes. */
  private GraphWriter wrapped() {
    GraphWriter graph = new GraphWriter(model);
    graph.input(
        Manifest.INPUT_TENSOR, TensorProto.DataType.UINT8, input.height(), input.width(), 3);
    graph.metadata("backbone", source);
    int axis = channelsFirst ? 1 : 3;
    String pictures = Manifest.INPUT_TENSOR;
    if (channelsFirst) {
      pictures =
          graph.node(
              "Transpose", "planes", List.of(pictures), "planes", integers("perm", 0, 3, 1, 2));
    }
    pictures =
        graph.node(
            "Cast",
            "floats",
            List.of(pictures),
            "floats",
            integer("to", TensorProto.DataType.FLOAT.getNumber()));
    Normalisation normalisation = preprocessing.normalisation();
    pictures =
        graph.node(
            "Sub",
            "centred",
            List.of(pictures, perChannel(graph, "mean", normalisation.mean(), normalisation)),
            "centred");
    String target = networkInput();
    String scaled = preprocessing.takesBgr() ? "scaled" : target;
    graph.node(
        "Div",
        "scaled",
        List.of(pictures, perChannel(graph, "deviation", normalisation.deviation(), normalisation)),
        scaled);
    if (preprocessing.takesBgr()) {
      graph.node(
          "Gather",
          "bgr",
          List.of(scaled, graph.wholeNumbers("bgr_order", 2, 1, 0)),
          target,
          integer("axis", axis));
    }
    graph.nodes(model.getGraph().getNodeList());
    return graph;
  }

  private String perChannel(
      GraphWriter graph, String name, List<Double> values, Normalisation normalisation) {
    float[] scaled = new float[3];
    for (int i = 0; i < 3; i++) {
      scaled[i] = (float) (values.get(i) * normalisation.divisor());
    }
    long[] shape = channelsFirst ? new long[] {1, 3, 1, 1} : new long[] {1, 1, 1, 3};
    return graph.initializer(name, new Tensor(shape, scaled));
  }

  private String vectors(GraphWriter graph) {
    ValueInfoProto output = model.getGraph().getOutput(0);
    if (shape(output, source).size() == 2) {
      return output.getName();
    }
    String maps = output.getName();
    if (!channelsFirst) {
      maps = graph.node("Transpose", "maps", List.of(maps), "maps", integers("perm", 0, 3, 1, 2));
    }
    return LayerEmitter.pooled(graph, "pooled", maps, "pooled");
  }

  private String networkInput() {
    Set<String> constants =
        model.getGraph().getInitializerList().stream()
            .map(TensorProto::getName)
            .collect(Collectors.toSet());
    return model.getGraph().getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !constants.contains(name))
        .findFirst()
        .orElseThrow();
  }

  private static ModelProto model(byte[] onnx, String source) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(onnx);
    } catch (InvalidProtocolBufferException e) {
      throw new CorruptArtifactException(source + " is no ONNX model, or damaged", e);
    }
    long opset =
        model.getOpsetImportList().stream()
            .filter(imported -> imported.getDomain().isEmpty())
            .mapToLong(OperatorSetIdProto::getVersion)
            .max()
            .orElse(0);
    if (model.getGraph().getNodeCount() == 0 || opset < LEAST_OPSET) {
      throw new CorruptArtifactException(
          "%s has %d nodes and opset %d; a graph of opset %d or newer is needed"
              .formatted(source, model.getGraph().getNodeCount(), opset, LEAST_OPSET));
    }
    return model.toBuilder().setGraph(OwnNames.of(model.getGraph(), source)).build();
  }

  /** The dimensions, 0 for one that is open. */
  private static List<Long> shape(ValueInfoProto value, String source) {
    int type = value.getType().getTensorType().getElemType();
    if (type != TensorProto.DataType.FLOAT.getNumber()) {
      throw new CorruptArtifactException(
          "%s: %s is of type %s, float is needed"
              .formatted(source, value.getName(), TensorProto.DataType.forNumber(type)));
    }
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map(TensorShapeProto.Dimension::getDimValue)
        .toList();
  }

  private static int side(long own, Optional<Integer> size, String source) {
    if (own > 0) {
      size.filter(wanted -> wanted != own)
          .ifPresent(
              wanted -> {
                throw new CorruptArtifactException(
                    "%s takes pictures of %d pixels, not %d".formatted(source, own, wanted));
              });
      return Math.toIntExact(own);
    }
    return size.orElseThrow(
        () ->
            new CorruptArtifactException(
                source + " leaves the size of its pictures open: --size says it"));
  }

  private static Optional<Preprocessing> named(ModelProto model, String source) {
    return model.getMetadataPropsList().stream()
        .filter(property -> property.getKey().equals(PREPROCESSING_KEY))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .map(
            code ->
                Preprocessing.of(code)
                    .orElseThrow(
                        () ->
                            new CorruptArtifactException(
                                "%s has %s '%s' in its metadata, allowed is %s: --preprocessing says it instead"
                                    .formatted(
                                        source, PREPROCESSING_KEY, code, Preprocessing.codes()))));
  }
}
