package io.afterimage.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import io.afterimage.models.CorruptArtifactException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parses an ONNX file, and refuses one that is not all there is: with constants in other files,
 * which an engine would read from wherever the process happens to run, or with operators that
 * nothing here implements. Every graph goes through here before an engine sees it.
 */
public final class OnnxFile {

  /** Of the standard ({@code ""} is {@code ai.onnx}), and those that ONNX Runtime comes with. */
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

  private final String source;
  private final Set<String> functions;

  private OnnxFile(String source, Set<String> functions) {
    this.source = source;
    this.functions = functions;
  }

  /**
   * Parses a file.
   *
   * @param onnx its bytes, which the result refers to and which must not change
   * @param source what error messages call it
   * @throws CorruptArtifactException when it is no ONNX model, or does not stand by itself
   */
  public static ModelProto parse(byte[] onnx, String source) {
    ModelProto model;
    try {
      CodedInputStream in = CodedInputStream.newInstance(onnx);
      in.enableAliasing(true);
      model = ModelProto.parseFrom(in);
    } catch (IOException e) {
      throw new CorruptArtifactException(
          "%s: the %d bytes are not an ONNX model, or damaged".formatted(source, onnx.length), e);
    }
    Set<String> functions =
        model.getFunctionsList().stream()
            .map(function -> operator(function.getDomain(), function.getName()))
            .collect(Collectors.toSet());
    new OnnxFile(source, functions).check(model);
    return model;
  }

  private void check(ModelProto model) {
    check(model.getGraph());
    model.getFunctionsList().stream().map(FunctionProto::getNodeList).forEach(this::check);
    model
        .getTrainingInfoList()
        .forEach(
            training -> {
              check(training.getInitialization());
              check(training.getAlgorithm());
            });
  }

  private void check(GraphProto graph) {
    graph.getInitializerList().forEach(this::check);
    graph.getSparseInitializerList().forEach(this::check);
    check(graph.getNodeList());
  }

  private void check(List<NodeProto> nodes) {
    for (NodeProto node : nodes) {
      String operator = operator(node.getDomain(), node.getOpType());
      if (!DOMAINS.contains(node.getDomain()) && !functions.contains(operator)) {
        throw new CorruptArtifactException(
            "%s: the node '%s' needs the custom operator %s; only those of ONNX and ONNX Runtime are supported"
                .formatted(source, node.getName(), operator));
      }
      node.getAttributeList().forEach(this::check);
    }
  }

  private void check(AttributeProto attribute) {
    if (attribute.hasT()) {
      check(attribute.getT());
    }
    if (attribute.hasG()) {
      check(attribute.getG());
    }
    if (attribute.hasSparseTensor()) {
      check(attribute.getSparseTensor());
    }
    attribute.getTensorsList().forEach(this::check);
    attribute.getGraphsList().forEach(this::check);
    attribute.getSparseTensorsList().forEach(this::check);
  }

  private void check(SparseTensorProto sparse) {
    check(sparse.getValues());
    check(sparse.getIndices());
  }

  private void check(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      String file =
          tensor.getExternalDataList().stream()
              .filter(entry -> entry.getKey().equals("location"))
              .map(StringStringEntryProto::getValue)
              .findFirst()
              .orElse("not named");
      throw new CorruptArtifactException(
          "%s: the constant '%s' is in another file (external data: %s); export the model as one file"
              .formatted(source, tensor.getName(), file));
    }
  }

  private static String operator(String domain, String name) {
    return domain + "::" + name;
  }
}
