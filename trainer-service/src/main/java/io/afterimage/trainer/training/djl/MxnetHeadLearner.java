package io.afterimage.trainer.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.training.Activations;
import io.afterimage.trainer.training.CrossEntropy;
import io.afterimage.trainer.training.DropoutMask;
import io.afterimage.trainer.training.FreezePhase;
import io.afterimage.trainer.training.HeadSpec;
import io.afterimage.trainer.training.Learner;
import io.afterimage.trainer.training.LearnerState;
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
  private final NDAdam adam;
  private final DropoutMask dropout;
  private final Loss loss;

  /** Takes over the manager and closes it. */
  MxnetHeadLearner(
      NDManager manager,
      HeadSpec head,
      Map<String, Tensor> initial,
      FreezePhase phase,
      long dropoutSeed) {
    this.head = head;
    this.manager = manager;
    this.weight = variable(initial.get(HeadSpec.WEIGHT));
    this.bias = variable(initial.get(HeadSpec.BIAS));
    variables.put(HeadSpec.WEIGHT, weight);
    variables.put(HeadSpec.BIAS, bias);
    this.adam = new NDAdam(phase.adam(), manager, variables);
    this.dropout = new DropoutMask(phase.dropout(), dropoutSeed);
    this.loss =
        head.classes() == 2 ? Loss.sigmoidBinaryCrossEntropyLoss() : Loss.softmaxCrossEntropyLoss();
  }

  private NDArray variable(Tensor tensor) {
    NDArray variable = manager.create(tensor.values(), new Shape(tensor.shape()));
    variable.setRequiresGradient(true);
    return variable;
  }

  @Override
  public StepResult train(Activations batch, int[] labels) {
    try (NDManager step = manager.newSubManager()) {
      NDArray features = features(step, batch);
      float[] factors = dropout.factors(adam.steps(), Math.toIntExact(features.size()));
      features.muli(step.create(factors, features.getShape()));
      NDArray truth = truth(step, labels);
      NDArray logits;
      NDArray mean;
      try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
        logits = dense(features);
        mean = loss.evaluate(new NDList(truth), new NDList(logits));
        gradients.backward(mean);
      }
      adam.step();
      return new StepResult(mean.getFloat(), CrossEntropy.correct(rows(logits), labels));
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
    return new LearnerState(adam.steps(), variables(), NativeArrays.copy(adam.moments()));
  }

  @Override
  public void restore(LearnerState state) {
    state.requireLike(state());
    NativeArrays.set(variables, state.variables());
    adam.restore(state);
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

  private NDArray truth(NDManager step, int[] labels) {
    float[] values = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = labels[i];
    }
    return step.create(values, new Shape(labels.length, 1));
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
