package io.afterimage.stream.runtime;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Classifier;
import io.afterimage.models.classifier.ClassifierMetrics;
import io.afterimage.models.classifier.MicroBatcher;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.registry.ModelReports;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.ExitSignals;
import io.afterimage.stream.config.ServingConfig;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.serving.RejectedVersions;
import io.afterimage.stream.serving.RejectionReports;
import io.afterimage.stream.serving.Rejections;
import io.afterimage.stream.serving.ServingMetrics;
import io.afterimage.stream.serving.ShadowLoader;
import io.afterimage.stream.serving.VersionActivator;
import io.afterimage.stream.serving.VersionLoader;
import io.afterimage.stream.shadow.Canary;
import io.afterimage.stream.shadow.CanaryBreaker;
import io.afterimage.stream.shadow.CanaryClassifier;
import io.afterimage.stream.shadow.CanaryMetrics;
import io.afterimage.stream.shadow.CanaryTable;
import io.afterimage.stream.shadow.Shadow;
import io.afterimage.stream.shadow.ShadowTable;
import io.afterimage.stream.shadow.StagedModel;
import io.afterimage.stream.topology.PredictionForm;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what follows the log of model events: into the slot, and into the shadow beside it. */
final class VersionFollowing {

  private static final Logger log = LoggerFactory.getLogger(VersionFollowing.class);
  private static final Duration REPORT_LIMIT = Duration.ofSeconds(15);

  private final StreamConfig config;
  private final ServingConfig serving;
  private final ModelSlot slot;
  private final ShadowTable shadows;
  private final CanaryTable canaries;
  private final Classifier active;
  private final InferenceEngine engine;
  private final PredictionForm form;
  private final ServingMetrics metrics;
  private final CanaryMetrics canaryMetrics;
  private final InstantSource clock;
  private final RejectedVersions rejected;
  private final Rejections rejections;
  private final VersionLoader loader;

  VersionFollowing(
      StreamTopics pipeline,
      KafkaClients clients,
      ModelStore store,
      ModelSlot slot,
      ShadowTable shadows,
      CanaryTable canaries,
      Classifier active,
      InferenceEngine engine,
      PredictionForm form,
      ServingMetrics metrics,
      CanaryMetrics canaryMetrics,
      InstantSource clock) {
    this.config = pipeline.config();
    this.serving = config.serving();
    this.slot = slot;
    this.shadows = shadows;
    this.canaries = canaries;
    this.active = active;
    this.canaryMetrics = canaryMetrics;
    this.engine = engine;
    this.form = form;
    this.metrics = metrics;
    this.clock = clock;
    TopicNames topics = pipeline.names();
    RejectionReports reports =
        new RejectionReports(new ModelReports(clients, topics.modelReports(), REPORT_LIMIT));
    reports.warnWhereMissing();
    this.rejected =
        RejectedVersions.in(
            config
                .instance()
                .stateDir()
                .resolve(pipeline.applicationId() + "-rejected-models.json"),
            circumstances());
    this.rejections = new Rejections(reports, config.instance().instanceId(), metrics, clock);
    this.loader =
        new VersionLoader(
            announced -> store.get(announced.modelVersion(), announced.location()),
            this::load,
            rejected,
            metrics);
  }

  /** Of the slot. */
  VersionActivator activator() {
    return new VersionActivator(slot, loader, rejected, rejections, metrics, clock);
  }

  /**
   * Of the shadow beside it.
   *
   * @param obstacle why no shadow can answer; empty when one can
   */
  ShadowLoader shadows(Supplier<Optional<String>> obstacle) {
    return new ShadowLoader(
        slot, shadows, canaries, loader, rejected, rejections, obstacle, this::staged, clock);
  }

  private ServingModel load(ModelArtifact artifact) {
    try {
      form.room().requireFits(artifact.manifest().labels(), form.scores());
    } catch (IllegalArgumentException e) {
      throw new CorruptArtifactException(
          "version %s: %s".formatted(artifact.manifest().version(), e.getMessage()), e);
    }
    return ServingModel.load(artifact, engine, serving.batching().maxBatch(), serving.noAnswer());
  }

  /** With workers of its own, so that no image waits behind one of the shadow's. */
  private StagedModel staged(ServingModel model, Staged staged) {
    ModelSlot own = new ModelSlot();
    own.swap(model);
    CanaryBreaker breaker = new CanaryBreaker();
    MicroBatcher batcher =
        new MicroBatcher(
            staged.stage() == Stage.CANARY ? "canary" : "shadow",
            serving.batching(),
            own,
            serving.decoding().decoder()::decode,
            new ClassifierMetrics(new CompositeMeterRegistry()),
            fault -> {
              log.atError().setCause(fault).log("a worker of the staged version ended");
              breaker.fail(fault);
            });
    Runnable end =
        () -> {
          batcher.close();
          if (!batcher.hasEnded()) {
            ExitSignals.haltOnExit();
          }
          own.close();
        };
    return staged.stage() == Stage.CANARY
        ? new Canary(
            staged.modelVersion(),
            staged.share(),
            new CanaryClassifier(batcher, active, breaker, canaryMetrics),
            breaker,
            end)
        : new Shadow(staged.modelVersion(), staged.share(), batcher, end);
  }

  /** What decides, besides a version itself, whether it can be loaded. */
  private String circumstances() {
    return "program %s, %s on %s, batches of %d, heap of %d, models up to %d, %s"
        .formatted(
            Optional.ofNullable(StreamInstance.class.getPackage().getImplementationVersion())
                .orElse("unknown"),
            serving.engine(),
            serving.device(),
            serving.batching().maxBatch(),
            config.models().limits().heapBytes(),
            config.models().limits().maxBytes(),
            form);
  }
}
