package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.Head;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.afterimage.training.suspects.SuspectHandling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The first phase with a head at its optimum, reported as one epoch: the images go through the base
 * once, as they are, and the head is fitted on the training images. Used by one thread.
 *
 * @param loop has images, listener and resources
 * @param fitting fits the head
 * @param features takes images through the base
 * @param columns features of an image
 * @param weighting balanced: for images of which each class is as frequent as any other
 */
record ConvergedHead(
    PhaseLoop loop,
    NoisyLabelFitting fitting,
    ImageFeatures features,
    int columns,
    ClassWeighting weighting) {

  /**
   * What the phase ended with.
   *
   * @param labels what was found about the labels of the training images, in their order
   */
  record Fitted(
      PhaseResult result,
      Map<String, Tensor> variables,
      Optional<NoisyLabelFitting.Result> labels) {}

  private record Fit(PhaseProgress progress, NoisyLabelFitting.Result labels) {}

  /**
   * Runs it, or what an earlier attempt left of it.
   *
   * @param initial the head before
   * @param from what an earlier attempt fitted
   * @param reached called after the fit, before the listener
   */
  Fitted run(
      PhasePlan plan,
      Map<String, Tensor> initial,
      Optional<PhaseProgress> from,
      Consumer<PhaseProgress> reached) {
    FeatureMatrix validation = featuresOf(Split.VALIDATION);
    if (from.isPresent()) {
      PhaseProgress progress = from.get();
      loop.listener().phaseStarted(plan, progress.initial());
      loop.listener().phaseResumed(plan, progress.epochs());
      return conclude(progress, validation, examinedAgain());
    }
    Score before = score(validation, Split.VALIDATION, initial, logits -> {});
    loop.listener().phaseStarted(plan, before);
    Fit fit = fit(plan, before, initial, validation);
    reached.accept(fit.progress());
    loop.listener().epochFinished(fit.progress().bestEpoch());
    return conclude(fit.progress(), validation, Optional.of(fit.labels()));
  }

  /** A checkpoint does not say which labels looked wrong: the same examples say it again. */
  private Optional<NoisyLabelFitting.Result> examinedAgain() {
    if (fitting.handling() == SuspectHandling.KEEP) {
      return Optional.empty();
    }
    HeadExamples examples = examples(featuresOf(Split.TRAIN), loop.images().of(Split.TRAIN));
    return Optional.of(fitting.examine(examples, Optional.empty(), loop.cancelled()));
  }

  private Fit fit(
      PhasePlan plan, Score before, Map<String, Tensor> initial, FeatureMatrix validation) {
    long started = System.nanoTime();
    List<DecodedImage> images = loop.images().of(Split.TRAIN);
    LinearScore soFar = new LinearScore(initial);
    FeatureMatrix train = new FeatureMatrix(columns);
    features.addTo(
        train,
        images,
        done -> {
          soFar.addUpTo(done, train, images);
          loop.listener()
              .batchFinished(plan.phase(), plan.firstEpoch(), done, images.size(), soFar.score());
        },
        loop.cancelled());
    HeadExamples examples = examples(train, images);
    NoisyLabelFitting.Result labels = fitting.fit(examples, Optional.empty(), loop.cancelled());
    FittedHead fitted = labels.head();
    Head head =
        weighting == ClassWeighting.BALANCED
            ? fitted.withEqualPriors(labels.learned(examples)).head()
            : fitted.head();
    Map<String, Tensor> variables =
        Map.of(HeadSpec.WEIGHT, head.weight(), HeadSpec.BIAS, head.bias());
    Score trained = score(train, Split.TRAIN, variables, logits -> {});
    Score validated = score(validation, Split.VALIDATION, variables, logits -> {});
    double seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
    EpochResult epoch =
        new EpochResult(
            plan.phase(), plan.firstEpoch(), trained, validated, seconds, images.size() / seconds);
    LearnerState state = new LearnerState(1, variables, Map.of());
    return new Fit(new PhaseProgress(before, List.of(epoch), state, 0, variables), labels);
  }

  private HeadExamples examples(FeatureMatrix train, List<DecodedImage> images) {
    return HeadExamples.of(
        train, images, loop.images().labels().size(), HeadExamples.equalWeights(images.size()));
  }

  private Fitted conclude(
      PhaseProgress progress, FeatureMatrix validation, Optional<NoisyLabelFitting.Result> labels) {
    TrainingSet images = loop.images();
    int tested = images.of(Split.TEST).size();
    Map<String, Tensor> variables = progress.best();
    HeldOutAnswers.Recorder recorder =
        new HeldOutAnswers.Recorder(images.of(Split.VALIDATION).size() + tested);
    score(validation, Split.VALIDATION, variables, recorder::add);
    Optional<Score> test =
        tested == 0
            ? Optional.empty()
            : Optional.of(score(featuresOf(Split.TEST), Split.TEST, variables, recorder::add));
    PhaseResult result =
        new PhaseResult(progress.initial(), progress.epochs(), 0, test, recorder.answers());
    return new Fitted(result, variables, labels);
  }

  private FeatureMatrix featuresOf(Split split) {
    FeatureMatrix matrix = new FeatureMatrix(columns);
    features.addTo(matrix, loop.images().of(split), done -> {}, loop.cancelled());
    return matrix;
  }

  private Score score(
      FeatureMatrix matrix, Split split, Map<String, Tensor> head, Consumer<float[]> receiver) {
    LinearScore score = new LinearScore(head);
    score.addUpTo(matrix.rows(), matrix, loop.images().of(split), receiver);
    return score.score();
  }
}
