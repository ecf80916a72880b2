package io.afterimage.training.djl;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.Engines;
import io.afterimage.training.Activations;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers above the cut as one plain ONNX graph that puts out gradients, and the optimiser in
 * Java.
 */
final class FineTuneOnnxLearner implements FineTuneLearner {

  private final FineTunePlan plan;
  private final FineTuneInputs inputs;
  private final OrtEnvironment environment;
  private final OrtSession forward;
  private final OrtSession backward;
  private final List<FoldedLayer> layers = new ArrayList<>();
  private final Map<String, OnnxTensor> parameters = new HashMap<>();
  private final Map<String, OnnxTensor> gradients = new HashMap<>();
  private final Map<String, FloatBuffer> staging = new HashMap<>();
  private int steps;

  FineTuneOnnxLearner(FineTunePlan plan, Map<String, Tensor> weights) {
    this.plan = plan;
    inputs = FineTuneInputs.of(plan, weights);
    // DJL makes the process's environment; one made earlier would break it.
    Engines.get(Engines.ONNX_RUNTIME);
    environment = OrtEnvironment.getEnvironment();
    SuffixGradients.Written graph = SuffixGradients.write(plan, inputs.logits(), true);
    double epsilon = plan.backbone().batchNormEpsilon();
    graph
        .norms()
        .forEach(
            (layer, norm) ->
                layers.add(
                    new FoldedLayer(environment, layer, norm, epsilon, weights, plan.optimizer())));
    layers.forEach(layer -> layer.addInputs(parameters));
    layers.forEach(layer -> layer.addGradients(gradients));
    forward = session(SuffixGradients.write(plan, inputs.logits(), false).onnx());
    backward = session(graph.onnx());
  }

  @Override
  public StepResult train(Activations batch, int[] labels, double rateShare) {
    LogitLoss loss = backward(batch, labels);
    steps++;
    Optimizer optimizer = plan.optimizer().scaledBy(rateShare);
    layers.forEach(layer -> layer.update(optimizer, steps));
    return new StepResult(loss.loss(), loss.correct());
  }

  @Override
  public float[][] logits(Activations batch) {
    return run(forward, inputs.inference(batch), Map.of());
  }

  @Override
  public Map<String, Tensor> variables() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    learning().forEach(variable -> copies.put(variable.name(), variable.copy()));
    return copies;
  }

  @Override
  public LearnerState state() {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    learning().forEach(variable -> moments.putAll(variable.moments()));
    return new LearnerState(steps, variables(), moments);
  }

  @Override
  public void restore(LearnerState state) {
    state.requireLike(state());
    layers.forEach(layer -> layer.restore(state));
    steps = state.steps();
  }

  @Override
  public Map<String, Tensor> gradients(Activations batch, int[] labels) {
    backward(batch, labels);
    Map<String, Tensor> copies = new LinkedHashMap<>();
    learning().forEach(variable -> copies.put(variable.name(), variable.copyOfGradient()));
    return copies;
  }

  private List<LearningVariable> learning() {
    return layers.stream().flatMap(layer -> layer.variables().stream()).toList();
  }

  private LogitLoss backward(Activations batch, int[] labels) {
    Map<String, Tensor> all = inputs.training(batch, labels, steps);
    all.put(SuffixGradients.TARGETS, LogitLoss.targets(labels, inputs.logits()));
    all.put(SuffixGradients.SHARE, LogitLoss.shares(labels, plan.classWeights()));
    float[][] output = run(backward, all, gradients);
    layers.forEach(FoldedLayer::unfoldGradients);
    return LogitLoss.of(output, labels, plan.classWeights());
  }

  private float[][] run(
      OrtSession session, Map<String, Tensor> values, Map<String, OnnxTensor> pinned) {
    Map<String, OnnxTensor> all = new HashMap<>(parameters);
    List<OnnxTensor> own = new ArrayList<>();
    try {
      for (Map.Entry<String, Tensor> input : values.entrySet()) {
        OnnxTensor tensor = staged(input.getKey(), input.getValue());
        own.add(tensor);
        all.put(input.getKey(), tensor);
      }
      try (OrtSession.Result result = session.run(all, Set.of(SuffixGradients.LOGITS), pinned)) {
        return (float[][]) result.get(SuffixGradients.LOGITS).orElseThrow().getValue();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the graph of the learning layers failed", e);
    } finally {
      own.forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor staged(String name, Tensor tensor) throws OrtException {
    int size = tensor.values().length;
    FloatBuffer buffer =
        staging.compute(
            name,
            (input, old) -> old == null || old.capacity() < size ? NativeFloats.direct(size) : old);
    return OnnxTensor.createTensor(
        environment, buffer.clear().put(tensor.values()).flip(), tensor.shape());
  }

  private OrtSession session(byte[] onnx) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
      // Idle workers would burn the cores that augmentation and the frozen layers need.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return environment.createSession(onnx, options);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refuses the graph of the learning layers", e);
    }
  }

  @Override
  public void close() {
    layers.forEach(FoldedLayer::close);
    try {
      forward.close();
      backward.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not close a session", e);
    }
  }
}
