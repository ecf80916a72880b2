package io.afterimage.training;

/** The mean over an epoch's steps, each step counted by its pictures. */
final class RunningScore {

  private double loss;
  private int correct;
  private int count;

  void add(Learner.StepResult step, int pictures) {
    loss += step.loss() * pictures;
    correct += step.correct();
    count += pictures;
  }

  int count() {
    return count;
  }

  Score score() {
    return new Score(loss / count, (double) correct / count);
  }
}
