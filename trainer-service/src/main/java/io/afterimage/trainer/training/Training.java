package io.afterimage.trainer.training;

import io.afterimage.model.InputSpec;
import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.inference.PictureGraph;
import io.afterimage.model.inference.PictureTensors;
import io.afterimage.model.onnx.OnnxGraphs;
import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.dataset.TrainingSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Runs the schedule on a set of pictures and makes a model of what was learned. Thread-safe, but
 * one run already uses every thread that it may.
 */
public final class Training {

  private final PretrainedBase base;
  private final FrozenGraphs frozen;
  private final HeadLearners heads;
  private final FineTuneLearners fineTuners;
  private final Resources resources;
  private final ArtifactAssembly assembly;

  /**
   * With what each run needs.
   *
   * @param base where every run starts from
   * @param frozen runs the frozen layers
   * @param heads makes what learns while all of the base is frozen
   * @param fineTuners makes what learns when its top is not
   * @param clock tells when a run ended
   */
  public Training(
      PretrainedBase base,
      FrozenGraphs frozen,
      HeadLearners heads,
      FineTuneLearners fineTuners,
      Resources resources,
      InstantSource clock) {
    this.base = base;
    this.frozen = frozen;
    this.heads = heads;
    this.fineTuners = fineTuners;
    this.resources = resources;
    this.assembly = new ArtifactAssembly(base, clock);
  }

  /**
   * Trains on the calling thread and its own helpers, which end with it. The same pictures and
   * configuration give the same model, up to the rounding of the engines.
   *
   * @param listener hears of each epoch on the calling thread
   * @param cancelled asked before each batch
   * @throws CancellationException within one batch, when cancelled
   */
  public TrainingResult run(
      TrainingSet pictures,
      ScheduleConfig config,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    return run(pictures, config, Checkpoints.NONE, listener, cancelled);
  }

  /**
   * The same, going on after the last finished epoch of an earlier attempt; what comes of it is
   * what would have come of it without the interruption.
   *
   * @param checkpoints where each epoch leaves its state
   */
  public TrainingResult run(
      TrainingSet pictures,
      ScheduleConfig config,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    RunState state = new RunState(RunFingerprint.of(base, pictures, config), checkpoints);
    PhaseLoop loop = new PhaseLoop(pictures, config, resources, listener, cancelled);
    Map<String, Tensor> learned = new HashMap<>();
    List<PhaseResult> phases = new ArrayList<>();
    phases.add(freeze(loop, state, learned));
    config.fineTune().ifPresent(phase -> phases.add(fineTune(loop, phase, state, learned)));
    PhaseResult last = phases.get(phases.size() - 1);
    return new TrainingResult(assembly.assemble(pictures, learned, last), phases);
  }

  private PhaseResult freeze(PhaseLoop loop, RunState state, Map<String, Tensor> learned) {
    ScheduleConfig config = loop.config();
    TrainingSet pictures = loop.pictures();
    HeadSpec head = new HeadSpec(base.features(), pictures.labels().size());
    byte[] features = OnnxGraphs.features(base.backbone(), base.weights(), pictures.input());
    try (PictureGraph graph = frozen.features(features);
        Learner learner = heads.create(head, head.initial(), config.freeze(), config.seed())) {
      PhaseResult result =
          run(loop, config.freeze().plan(), ActivationSource.of(graph), learner, state);
      learned.putAll(learner.variables());
      return result;
    }
  }

  private PhaseResult fineTune(
      PhaseLoop loop, FineTunePhase phase, RunState state, Map<String, Tensor> learned) {
    ScheduleConfig config = loop.config();
    InputSpec input = loop.pictures().input();
    Backbone backbone = base.backbone();
    Map<String, Tensor> weights = new HashMap<>(base.weights());
    weights.putAll(learned);
    byte[] prefix =
        OnnxGraphs.prefix(
            backbone, base.weights(), input, backbone.cutAt(phase.fromLayer()).crossing());
    try (PictureTensors graph = frozen.prefix(prefix);
        Learner learner = fineTuners.create(backbone, input, weights, phase, config.seed())) {
      PhaseResult result =
          run(loop, phase.plan(config.freeze()), ActivationSource.of(graph), learner, state);
      learned.putAll(learner.variables());
      return result;
    }
  }

  private static PhaseResult run(
      PhaseLoop loop, PhasePlan plan, ActivationSource source, Learner learner, RunState state) {
    return loop.run(
        plan,
        source,
        learner,
        state.of(plan.phase()),
        progress -> state.reached(plan.phase(), progress));
  }
}
