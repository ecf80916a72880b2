package io.afterimage.training;

/** The mean over an epoch's steps, each step counted by its images. */
final class RunningScore {

  private double loss;
  private int correct;
  private int count;

  void add(Learner.StepResult step, int images) {
    loss += step.loss() * images;
    correct += step.correct();
    count += images;
  }

  int count() {
    return count;
  }

  Score score() {
    return new Score(loss / count, (double) correct / count);
  }
}
