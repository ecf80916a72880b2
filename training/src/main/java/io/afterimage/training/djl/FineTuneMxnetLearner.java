package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.training.Activations;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.LearnerState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers above the cut as one MXNet symbol.
 *
 * <p>It is right in any process, and faster in one whose environment has {@code
 * MXNET_ENGINE_TYPE=NaiveEngine}, {@code OMP_NUM_THREADS} as many as there are cores, and, where
 * other work shares the cores, {@code OMP_WAIT_POLICY=PASSIVE}: waiting threads spin otherwise.
 */
final class FineTuneMxnetLearner implements FineTuneLearner {

  private final FineTunePlan plan;
  private final FineTuneInputs inputs;
  private final SuffixGraph graph;
  private final Map<String, FusedUpdate> updates = new LinkedHashMap<>();
  private int steps;

  FineTuneMxnetLearner(FineTunePlan plan, Map<String, Tensor> weights) {
    this.plan = plan;
    inputs = new FineTuneInputs(plan, weights);
    Backbone backbone = plan.backbone();
    Map<String, Tensor> learning = new LinkedHashMap<>();
    Map<String, Tensor> fixed = new LinkedHashMap<>();
    backbone.rows(plan.height(), plan.width()).stream()
        .skip(plan.fromLayer())
        .flatMap(row -> row.variables().stream())
        .forEach(v -> (v.trainable() ? learning : fixed).put(v.name(), weights.get(v.name())));
    for (String name : List.of(HeadSpec.WEIGHT, HeadSpec.BIAS)) {
      learning.put(name, weights.get(name));
    }
    graph =
        new SuffixGraph(
            SuffixSymbol.write(
                backbone, plan.fromLayer(), plan.height(), plan.width(), inputs.logits()),
            learning,
            fixed);
    for (Map.Entry<String, NDArray> variable : graph.variables().entrySet()) {
      NDArray gradient = graph.gradients().get(variable.getKey());
      updates.put(
          variable.getKey(),
          new FusedUpdate(graph.manager(), plan.optimizer(), variable.getValue(), gradient));
    }
  }

  @Override
  public StepResult train(Activations batch, int[] labels, double rateShare) {
    LogitLoss loss = backward(batch, labels);
    steps++;
    updates.values().forEach(update -> update.apply(plan.optimizer().scaledBy(rateShare), steps));
    return new StepResult(loss.loss(), loss.correct());
  }

  @Override
  public float[][] logits(Activations batch) {
    return graph.forward(inputs.inference(batch));
  }

  @Override
  public Map<String, Tensor> variables() {
    return NativeArrays.copy(graph.variables());
  }

  @Override
  public LearnerState state() {
    return new LearnerState(steps, variables(), NativeArrays.copy(moments()));
  }

  @Override
  public void restore(LearnerState state) {
    state.requireLike(state());
    NativeArrays.set(graph.variables(), state.variables());
    NativeArrays.set(moments(), state.moments());
    steps = state.steps();
  }

  private Map<String, NDArray> moments() {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    updates.forEach((name, update) -> moments.putAll(update.moments(name)));
    return moments;
  }

  @Override
  public Map<String, Tensor> gradients(Activations batch, int[] labels) {
    backward(batch, labels);
    return NativeArrays.copy(graph.gradients());
  }

  /** The moving statistics as the engine holds them. */
  Map<String, Tensor> statistics() {
    return NativeArrays.copy(graph.constants());
  }

  @Override
  public void close() {
    graph.close();
  }

  private LogitLoss backward(Activations batch, int[] labels) {
    return graph.backward(
        inputs.training(batch, labels, steps),
        logits -> LogitLoss.of(logits, labels, plan.classWeights()));
  }
}
