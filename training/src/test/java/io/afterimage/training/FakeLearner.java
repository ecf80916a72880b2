package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Remembers what it is shown. Its one logit is the number of steps so far minus {@code wrongUntil}
 * for every image, so that scores change as steps are made.
 */
class FakeLearner implements Learner {

  /** The first value of each image's activations, batch by batch. */
  final List<List<Float>> shown = new ArrayList<>();

  /** What each step was to take of the rate. */
  final List<Double> rateShares = new ArrayList<>();

  int scored;

  private final int wrongUntil;
  private int steps;

  FakeLearner(int wrongUntil) {
    this.wrongUntil = wrongUntil;
  }

  @Override
  public StepResult train(Activations batch, int[] labels, double rateShare) {
    Tensor tensor = batch.tensors().get(0);
    int width = (int) tensor.shape()[1];
    List<Float> first = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      first.add(tensor.values()[row * width]);
    }
    shown.add(first);
    rateShares.add(rateShare);
    steps++;
    return new StepResult(labels.length, labels.length / 2);
  }

  @Override
  public float[][] logits(Activations batch) {
    scored += batch.size();
    float[][] logits = new float[batch.size()][1];
    for (float[] row : logits) {
      row[0] = steps - wrongUntil;
    }
    return logits;
  }

  @Override
  public Map<String, Tensor> variables() {
    return Map.of("steps", new Tensor(new long[] {1}, new float[] {steps}));
  }

  @Override
  public LearnerState state() {
    return new LearnerState(steps, variables(), Map.of());
  }

  @Override
  public void restore(LearnerState state) {
    state.requireLike(state());
    steps = (int) state.variables().get("steps").values()[0];
  }

  @Override
  public void close() {}
}
