package io.afterimage.networks.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.afterimage.images.InputSpec;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.onnx.OnnxFile;
import io.afterimage.models.onnx.OnnxModel;
import io.afterimage.networks.backbone.Preprocessing;
import java.util.List;
import java.util.Optional;

/**
 * A file meant as a {@link FeatureExtractor}, and what it declares.
 *
 * @param model with names of its own
 * @param source what error messages call it
 * @param takes the dimensions of its only input, 0 for one that is open
 * @param gives the dimensions of its only output
 */
record ExtractorFile(ModelProto model, String source, List<Long> takes, List<Long> gives) {

  /** The first opset in which Softmax is what it is today. */
  private static final long LEAST_OPSET = 13;

  /**
   * Reads it.
   *
   * @throws CorruptArtifactException when it does not take images, has more than one output, or
   *     {@link OnnxFile} refuses it
   */
  static ExtractorFile read(byte[] onnx, String source) {
    ModelProto model = model(onnx, source);
    GraphProto graph = model.getGraph();
    List<ValueInfoProto> inputs = OnnxModel.inputs(graph);
    if (inputs.size() != 1 || graph.getOutputCount() != 1) {
      throw new CorruptArtifactException(
          "%s has %d inputs and %d outputs; a feature extractor has one of each"
              .formatted(source, inputs.size(), graph.getOutputCount()));
    }
    List<Long> takes = shape(inputs.get(0), source);
    if (takes.size() != 4 || takes.get(0) > 0 || (takes.get(1) == 3) == (takes.get(3) == 3)) {
      throw new CorruptArtifactException(
          "%s takes %s; (n, height, width, 3) or (n, 3, height, width) with an open n is needed"
              .formatted(source, takes));
    }
    return new ExtractorFile(model, source, takes, shape(graph.getOutput(0), source));
  }

  /** Whether its images are planes. */
  boolean channelsFirst() {
    return takes.get(1) == 3;
  }

  /**
   * The size of its images.
   *
   * @param size height and width, where it leaves them open
   * @throws CorruptArtifactException when nobody says it, or they differ
   */
  InputSpec input(Optional<Integer> size) {
    List<Long> sides = channelsFirst() ? takes.subList(2, 4) : takes.subList(1, 3);
    return new InputSpec(
        side(sides.get(0), size), side(sides.get(1), size), InputSpec.Resize.AREA_OR_LINEAR);
  }

  /**
   * How many an image has.
   *
   * @throws CorruptArtifactException when that is not said
   */
  int features() {
    long features =
        switch (gives.size()) {
          case 2 -> gives.get(1);
          case 4 -> gives.get(channelsFirst() ? 1 : 3);
          default -> 0;
        };
    if (features < 1) {
      throw new CorruptArtifactException(
          "%s puts out %s; vectors (n, k) or feature maps of a known depth are needed"
              .formatted(source, gives));
    }
    return Math.toIntExact(features);
  }

  /**
   * What its metadata say that images need, if anything.
   *
   * @throws CorruptArtifactException when that is nothing known
   */
  Optional<Preprocessing> preprocessing() {
    return model.getMetadataPropsList().stream()
        .filter(property -> property.getKey().equals(FeatureExtractor.PREPROCESSING_KEY))
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
                                        source,
                                        FeatureExtractor.PREPROCESSING_KEY,
                                        code,
                                        Preprocessing.codes()))));
  }

  private static ModelProto model(byte[] onnx, String source) {
    ModelProto model = OnnxFile.parse(onnx, source);
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
  static List<Long> shape(ValueInfoProto value, String source) {
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

  private int side(long own, Optional<Integer> size) {
    if (own > 0) {
      size.filter(wanted -> wanted != own)
          .ifPresent(
              wanted -> {
                throw new CorruptArtifactException(
                    "%s takes images of %d pixels, not %d".formatted(source, own, wanted));
              });
      return Math.toIntExact(own);
    }
    return size.orElseThrow(
        () ->
            new CorruptArtifactException(
                source + " leaves the size of its images open: --size says it"));
  }
}
