package io.afterimage.networks.onnx;

import static io.afterimage.networks.onnx.GraphWriter.integer;
import static io.afterimage.networks.onnx.GraphWriter.integers;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Preprocessing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network that somebody else exported to ONNX, as a frozen base. It has one float input, prepared
 * images (n, height, width, 3) or (n, 3, height, width), and one float output: vectors (n, k), or
 * feature maps in the layout of the input, which are averaged. The batch must be open.
 *
 * @param model what was exported
 * @param source what error messages call it
 * @param channelsFirst whether its images are planes
 * @param input the size of its images
 * @param features how many an image has
 * @param preprocessing what its images need
 */
public record FeatureExtractor(
    ModelProto model,
    String source,
    boolean channelsFirst,
    InputSpec input,
    int features,
    Preprocessing preprocessing) {

  /** Metadata that name what images need, in the words of {@link Preprocessing#code()}. */
  public static final String PREPROCESSING_KEY = "preprocessing";

  /**
   * Reads what a file says of itself.
   *
   * @param size height and width, needed where the file leaves them open
   * @param preprocessing needed where its metadata do not name it
   * @throws CorruptArtifactException when it is no such network, saying what is missing
   */
  public static FeatureExtractor parse(
      byte[] onnx, String source, Optional<Integer> size, Optional<Preprocessing> preprocessing) {
    ExtractorFile file = ExtractorFile.read(onnx, source);
    InputSpec input = file.input(size);
    int features = file.features();
    Preprocessing mode =
        preprocessing
            .or(file::preprocessing)
            .orElseThrow(
                () ->
                    new CorruptArtifactException(
                        "%s does not say how its images are prepared: --preprocessing %s says it"
                            .formatted(source, Preprocessing.codes())));
    return new FeatureExtractor(file.model(), source, file.channelsFirst(), input, features, mode);
  }

  /** With normalisation inside and one vector per image, {@link OnnxGraphs#FEATURES}. */
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

  /** From raw images to the network's input. */
  private GraphWriter wrapped() {
    GraphWriter graph = new GraphWriter(model);
    graph.input(
        Manifest.INPUT_TENSOR, TensorProto.DataType.UINT8, input.height(), input.width(), 3);
    graph.metadata("backbone", source);
    int axis = channelsFirst ? 1 : 3;
    String images = Manifest.INPUT_TENSOR;
    if (channelsFirst) {
      images =
          graph.node(
              "Transpose", "planes", List.of(images), "planes", integers("perm", 0, 3, 1, 2));
    }
    images =
        graph.node(
            "Cast",
            "floats",
            List.of(images),
            "floats",
            integer("to", TensorProto.DataType.FLOAT.getNumber()));
    Normalisation normalisation = preprocessing.normalisation();
    images =
        graph.node(
            "Sub",
            "centred",
            List.of(images, perChannel(graph, "mean", normalisation.mean(), normalisation)),
            "centred");
    String target = networkInput();
    String scaled = preprocessing.takesBgr() ? "scaled" : target;
    graph.node(
        "Div",
        "scaled",
        List.of(images, perChannel(graph, "deviation", normalisation.deviation(), normalisation)),
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
    if (ExtractorFile.shape(output, source).size() == 2) {
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
}
