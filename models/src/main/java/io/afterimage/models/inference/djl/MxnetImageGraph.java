package io.afterimage.models.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.inference.GraphOutput;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.onnx.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph that MXNet computes node by node. Each run has arrays of its own, freed after their last
 * use; the constants are shared.
 */
final class MxnetImageGraph implements ImageGraph {

  /** A node, and the values that no later node takes. */
  private record Step(
      MxnetOperator operator, List<String> inputs, String output, List<String> spent) {}

  private final OnnxModel model;
  private final NDManager manager;
  private final Map<String, NDArray> constants = new HashMap<>();
  private final List<Step> steps;

  /** Takes the manager over, and closes it with the graph. */
  MxnetImageGraph(OnnxModel model, NDManager manager) {
    this.model = model;
    this.manager = manager;
    Map<String, Tensor> tensors = model.constants();
    this.steps = steps(model, tensors);
    tensors.forEach(
        (name, tensor) ->
            constants.put(
                name,
                manager.create(FloatBuffer.wrap(tensor.values()), new Shape(tensor.shape()))));
  }

  private static List<Step> steps(OnnxModel model, Map<String, Tensor> constants) {
    MxnetOperators operators = new MxnetOperators(constants);
    List<NodeProto> nodes = model.graph().getNodeList();
    requireOrder(nodes, constants.keySet());
    List<Step> steps = new ArrayList<>();
    Set<String> later = new HashSet<>(constants.keySet());
    later.addAll(model.outputs());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i);
      List<String> inputs = List.copyOf(node.getInputList());
      List<String> spent = inputs.stream().distinct().filter(later::add).toList();
      steps.add(0, new Step(operators.of(node), inputs, node.getOutput(0), spent));
    }
    return steps;
  }

  private static void requireOrder(List<NodeProto> nodes, Set<String> constants) {
    Set<String> known = new HashSet<>(constants);
    known.add(Manifest.INPUT_TENSOR);
    for (NodeProto node : nodes) {
      if (node.getOutputCount() != 1 || !known.containsAll(node.getInputList())) {
        throw new CorruptArtifactException(
            "node %s (%s) takes %s, which is not all computed before it, or has not one output"
                .formatted(node.getName(), node.getOpType(), node.getInputList()));
      }
      known.add(node.getOutput(0));
    }
  }

  @Override
  public float[][] run(ByteBuffer images, int n) {
    return outputs(images, n).rows();
  }

  @Override
  public GraphOutput outputs(ByteBuffer images, int n) {
    ByteBuffer pixels = ImageBatch.pixels(images, n, height(), width());
    try (NDManager run = manager.newSubManager()) {
      Map<String, NDArray> values = new HashMap<>(constants);
      values.put(
          Manifest.INPUT_TENSOR,
          run.create(pixels, new Shape(n, height(), width(), 3), DataType.UINT8));
      for (Step step : steps) {
        List<NDArray> inputs = step.inputs().stream().map(values::get).toList();
        values.put(step.output(), step.operator().apply(run, inputs));
        step.spent().forEach(name -> values.remove(name).close());
      }
      NDArray output = values.get(model.outputs().get(0));
      return new GraphOutput(
          ImageBatch.rows(new Tensor(output.getShape().getShape(), output.toFloatArray())),
          model.scoresNovelty()
              ? Optional.of(values.get(Manifest.NOVELTY_TENSOR).toFloatArray())
              : Optional.empty());
    }
  }

  @Override
  public int height() {
    return model.height();
  }

  @Override
  public int width() {
    return model.width();
  }

  @Override
  public void close() {
    manager.close();
  }
}
