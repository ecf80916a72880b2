package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.Adam;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.DropoutMask;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.Learner;
import io.afterimage.training.LearnerState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dropout and a dense layer on pooled features, with binary cross-entropy for two classes and
 * categorical for more, both from logits, and Adam. Its arrays live in one manager, closed with it;
 * what a step makes lives in a manager of that step.
 */
final class MxnetHeadLearner implements Learner {

  private final HeadSpec head;
  private final NDManager manager;
  private final NDArray weight;
  private final NDArray bias;
  private final Map<String, NDArray> variables = new LinkedHashMap<>();
  private final Adam adam;
  private final Map<String, FusedUpdate> updates = new LinkedHashMap<>();
  private final DropoutMask dropout;
  private final ClassWeights weights;
  private int steps;

  /** Takes over the manager and closes it. */
  MxnetHeadLearner(
      NDManager manager,
      HeadSpec head,
      Map<String, Tensor> initial,
      FreezePhase phase,
      ClassWeights weights,
      long dropoutSeed) {
    this.head = head;
    this.manager = manager;
    this.weight = variable(initial.get(HeadSpec.WEIGHT));
    this.bias = variable(initial.get(HeadSpec.BIAS));
    variables.put(HeadSpec.WEIGHT, weight);
    variables.put(HeadSpec.BIAS, bias);
    this.adam = phase.adam();
    variables.forEach(
        (name, variable) ->
            updates.put(name, new FusedUpdate(manager, adam, variable, variable.getGradient())));
    this.dropout = new DropoutMask(phase.dropout(), dropoutSeed);
    this.weights = weights;
  }

  private NDArray variable(Tensor tensor) {
    NDArray variable = manager.create(tensor.values(), new Shape(tensor.shape()));
    variable.setRequiresGradient(true);
    return variable;
  }

  @Override
  public StepResult train(Activations batch, int[] labels, double rateShare) {
    try (NDManager step = manager.newSubManager()) {
      NDArray features = features(step, batch);
      float[] factors = dropout.factors(steps, Math.toIntExact(features.size()));
      features.muli(step.create(factors, features.getShape()));
      LogitLoss loss;
      try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
        NDArray logits = dense(features);
        loss = LogitLoss.of(rows(logits), labels, weights);
        gradients.backward(logits.mul(step.create(loss.gradient(), logits.getShape())).sum());
      }
      steps++;
      updates.values().forEach(update -> update.apply(adam.scaledBy(rateShare), steps));
      return new StepResult(loss.loss(), loss.correct());
    }
  }

  @Override
  public float[][] logits(Activations batch) {
    try (NDManager step = manager.newSubManager()) {
      return rows(dense(features(step, batch)));
    }
  }

  @Override
  public Map<String, Tensor> variables() {
    return NativeArrays.copy(variables);
  }

  @Override
  public LearnerState state() {
    return new LearnerState(steps, variables(), NativeArrays.copy(moments()));
  }

  @Override
  public void restore(LearnerState state) {
    state.requireLike(state());
    NativeArrays.set(variables, state.variables());
    NativeArrays.set(moments(), state.moments());
    steps = state.steps();
  }

  private Map<String, NDArray> moments() {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    updates.forEach((name, update) -> moments.putAll(update.moments(name)));
    return moments;
  }

  private NDArray features(NDManager step, Activations batch) {
    Tensor tensor = batch.tensors().get(0);
    if (tensor.shape().length != 2 || tensor.shape()[1] != head.inputs()) {
      throw new IllegalArgumentException(
          "the head takes features of shape (n, %d), got %s"
              .formatted(head.inputs(), new Shape(tensor.shape())));
    }
    return step.create(tensor.values(), new Shape(tensor.shape()));
  }

  private NDArray dense(NDArray features) {
    return Linear.linear(features, weight, bias).singletonOrThrow();
  }

  private float[][] rows(NDArray logits) {
    float[] values = logits.toFloatArray();
    int outputs = head.outputs();
    float[][] rows = new float[values.length / outputs][outputs];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(values, row * outputs, rows[row], 0, outputs);
    }
    return rows;
  }

  @Override
  public void close() {
    manager.close();
  }
}
