package io.afterimage.trainer.training;

import io.afterimage.model.inference.InferenceEngine;
import io.afterimage.model.inference.PictureGraph;
import io.afterimage.model.onnx.OnnxGraphs;
import io.afterimage.model.weights.Tensor;
import io.afterimage.trainer.dataset.TrainingSet;
import java.time.InstantSource;
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
  private final InferenceEngine engine;
  private final HeadLearners heads;
  private final Resources resources;
  private final ArtifactAssembly assembly;

  /**
   * With what each run needs.
   *
   * @param base where every run starts from
   * @param engine runs the frozen layers
   * @param heads makes what learns while all of the base is frozen
   * @param clock tells when a run ended
   */
  public Training(
      PretrainedBase base,
      InferenceEngine engine,
      HeadLearners heads,
      Resources resources,
      InstantSource clock) {
    this.base = base;
    this.engine = engine;
    this.heads = heads;
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
    PhaseLoop loop = new PhaseLoop(pictures, config, resources, listener, cancelled);
    HeadSpec head = new HeadSpec(base.features(), pictures.labels().size());
    Map<String, Tensor> initial = head.initial();
    byte[] features = OnnxGraphs.features(base.backbone(), base.weights(), pictures.input());
    try (PictureGraph frozen = engine.load(features);
        Learner learner = heads.create(head, initial, config.freeze(), config.seed())) {
      PhaseResult result = loop.run(config.freeze().plan(), ActivationSource.of(frozen), learner);
      return new TrainingResult(
          assembly.assemble(pictures, learner.variables(), result), List.of(result));
    }
  }
}
