package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.afterimage.training.suspects.SuspectHandling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of the schedule, phase after phase. Used by one thread.
 *
 * @param engines what runs and learns
 * @param loop runs the epochs of a phase
 * @param start the weights to begin with
 * @param state where an earlier attempt stopped, and where this one leaves its state
 * @param suspects what becomes of labels that look wrong to a head at its optimum
 */
record TrainingRun(
    Engines engines,
    PhaseLoop loop,
    StartingPoint.Weights start,
    RunState state,
    SuspectHandling suspects) {

  /** What computes the frozen layers and what learns. */
  record Engines(FrozenGraphs frozen, Learners learners) {}

  /**
   * What a phase ended with.
   *
   * @param labels what it found about the labels of the training images, in their order
   */
  record Outcome(
      PhaseResult result, Map<String, Tensor> learned, Optional<NoisyLabelFitting.Result> labels) {}

  /** Runs what is left of the schedule. */
  List<Outcome> run() {
    ScheduleConfig config = loop.config();
    List<Outcome> outcomes = new ArrayList<>();
    config.freeze().ifPresent(phase -> outcomes.add(freeze(phase)));
    Optional<Outcome> head = outcomes.stream().findFirst();
    config.fineTune().ifPresent(phase -> outcomes.add(withoutSuspects(head).fineTune(phase, head)));
    return outcomes;
  }

  /** What the head left out, further phases do not learn either. */
  private TrainingRun withoutSuspects(Optional<Outcome> head) {
    return head.flatMap(Outcome::labels)
        .map(NoisyLabelFitting.Result::leftOut)
        .filter(leftOut -> !leftOut.isEmpty())
        .map(leftOut -> loop.on(loop.images().withoutTrainingImages(leftOut)))
        .map(rest -> new TrainingRun(engines, rest, start, state, suspects))
        .orElse(this);
  }

  private Outcome freeze(FreezePhase phase) {
    TrainingSet images = loop.images();
    Map<String, Tensor> initial = start.head().variables(head(), images.labels());
    boolean hasRoom =
        HeadFitting.hasRoom(
            images.of(Split.TRAIN).size(),
            images.labels().size(),
            start.base().features(),
            Runtime.getRuntime().maxMemory());
    if (phase.method() == HeadMethod.LBFGS) {
      return hasRoom ? converged(phase, initial) : byEpochs(phase.byAdam(), initial);
    }
    return byEpochs(phase, initial);
  }

  private Outcome converged(FreezePhase phase, Map<String, Tensor> initial) {
    Base base = start.base();
    InputSpec input = loop.images().input();
    try (ImageFeatures features =
        new ImageFeatures(base, input, engines.frozen(), loop.resources())) {
      NoisyLabelFitting fitting =
          new NoisyLabelFitting(new HeadFitting(engines.learners().softmax()), suspects);
      ConvergedHead head =
          new ConvergedHead(
              loop, fitting, features, base.features(), loop.config().classWeighting());
      ConvergedHead.Fitted fitted =
          head.run(
              phase.plan(),
              initial,
              state.of(Phase.FREEZE),
              progress -> state.reached(Phase.FREEZE, progress));
      return new Outcome(fitted.result(), fitted.variables(), fitted.labels());
    }
  }

  private Outcome byEpochs(FreezePhase phase, Map<String, Tensor> initial) {
    byte[] features = start.base().featureGraph(loop.images().input());
    try (ImageGraph graph = engines.frozen().features(features);
        Learner learner =
            engines.learners().head(initial, phase, weights(), loop.config().seed())) {
      return run(phase.plan(), ActivationSource.of(graph), learner);
    }
  }

  private Outcome fineTune(FineTunePhase phase, Optional<Outcome> before) {
    ScheduleConfig config = loop.config();
    InputSpec input = loop.images().input();
    PretrainedBase base =
        start
            .base()
            .learnable()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        start.base().name() + " is a graph as it is: only a head can learn on it"));
    Backbone backbone = base.backbone();
    Map<String, Tensor> weights = new HashMap<>(base.weights());
    weights.putAll(before.map(Outcome::learned).orElseGet(this::headWithoutFirstPhase));
    byte[] prefix =
        OnnxGraphs.prefix(
            backbone, base.weights(), input, backbone.cutAt(phase.fromLayer()).crossing());
    try (ImageTensors graph = engines.frozen().prefix(prefix);
        Learner learner =
            engines
                .learners()
                .fineTune(backbone, input, weights, phase, weights(), config.seed())) {
      PhasePlan plan =
          phase.plan(before.map(Outcome::result), loop.images().of(Split.TRAIN).size());
      return run(plan, ActivationSource.of(graph), learner);
    }
  }

  private HeadSpec head() {
    return new HeadSpec(start.base().features(), loop.images().labels().size());
  }

  private Map<String, Tensor> headWithoutFirstPhase() {
    return start.head() instanceof HeadStart.Blank
        ? head().random(loop.config().seed())
        : start.head().variables(head(), loop.images().labels());
  }

  private ClassWeights weights() {
    TrainingSet images = loop.images();
    return loop.config().classWeighting().weights(images.of(Split.TRAIN), images.labels().size());
  }

  private Outcome run(PhasePlan plan, ActivationSource source, Learner learner) {
    PhaseResult result =
        loop.run(
            plan,
            source,
            learner,
            state.of(plan.phase()),
            progress -> state.reached(plan.phase(), progress));
    return new Outcome(result, learner.variables(), Optional.empty());
  }
}
