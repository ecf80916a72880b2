package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.DropoutMask;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers above the cut and the head, or a head alone, as one MXNet symbol.
 *
 * <p>It is right in any process, and faster in one whose environment has {@code
 * MXNET_ENGINE_TYPE=NaiveEngine}, {@code OMP_NUM_THREADS} equal to the number of cores and, if
 * other work shares the cores, {@code OMP_WAIT_POLICY=PASSIVE}: waiting threads spin otherwise.
 */
final class FineTuneMxnetLearner implements FineTuneLearner {

  private final FineTuneInputs inputs;
  private final Optimizer optimizer;
  private final ClassWeights classWeights;
  private final SuffixGraph graph;
  private final Map<String, FusedUpdate> updates = new LinkedHashMap<>();
  private int steps;

  private FineTuneMxnetLearner(
      FineTuneInputs inputs, Optimizer optimizer, ClassWeights classWeights, SuffixGraph graph) {
    this.inputs = inputs;
    this.optimizer = optimizer;
    this.classWeights = classWeights;
    this.graph = graph;
    graph
        .variables()
        .forEach(
            (name, variable) ->
                updates.put(
                    name,
                    new FusedUpdate(
                        graph.manager(), optimizer, variable, graph.gradients().get(name))));
  }

  FineTuneMxnetLearner(FineTunePlan plan, Map<String, Tensor> weights) {
    this(
        FineTuneInputs.of(plan, weights),
        plan.optimizer(),
        plan.classWeights(),
        graph(plan, weights));
  }

  /** A head alone. */
  FineTuneMxnetLearner(
      Map<String, Tensor> head, FreezePhase phase, ClassWeights classWeights, long dropoutSeed) {
    this(
        FineTuneInputs.ofHead(head, new DropoutMask(phase.dropout(), dropoutSeed)),
        phase.adam(),
        classWeights,
        new SuffixGraph(SuffixSymbol.writeHead(logits(head)), withHead(Map.of(), head), Map.of()));
  }

  private static SuffixGraph graph(FineTunePlan plan, Map<String, Tensor> weights) {
    Map<String, Tensor> learning = new LinkedHashMap<>();
    Map<String, Tensor> fixed = new LinkedHashMap<>();
    plan.backbone().rows(plan.height(), plan.width()).stream()
        .skip(plan.fromLayer())
        .flatMap(row -> row.variables().stream())
        .forEach(v -> (v.trainable() ? learning : fixed).put(v.name(), weights.get(v.name())));
    return new SuffixGraph(
        SuffixSymbol.write(plan, logits(weights)), withHead(learning, weights), fixed);
  }

  private static int logits(Map<String, Tensor> weights) {
    return (int) weights.get(HeadSpec.WEIGHT).shape()[0];
  }

  private static Map<String, Tensor> withHead(
      Map<String, Tensor> variables, Map<String, Tensor> head) {
    Map<String, Tensor> all = new LinkedHashMap<>(variables);
    List.of(HeadSpec.WEIGHT, HeadSpec.BIAS).forEach(name -> all.put(name, head.get(name)));
    return all;
  }

  @Override
  public StepResult train(Activations batch, int[] labels, double rateShare) {
    LogitLoss loss = backward(batch, labels);
    steps++;
    updates.values().forEach(update -> update.apply(optimizer.scaledBy(rateShare), steps));
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

  /** What owns all native memory, closed with the learner. */
  NDManager manager() {
    return graph.manager();
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
        logits -> LogitLoss.of(logits, labels, classWeights));
  }
}
