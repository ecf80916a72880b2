package io.afterimage.trainer.service;

import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.inference.djl.OnnxRuntimeEngine;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.registry.KafkaModelEventLog;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.model.store.DirectoryModelStore;
import io.afterimage.model.store.KafkaModelStore;
import io.afterimage.topics.TopicNames;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingPictures;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.control.ControlLoop;
import io.afterimage.trainer.intake.FeedbackIntake;
import io.afterimage.trainer.intake.IntakeMetrics;
import io.afterimage.trainer.training.PretrainedBase;
import io.afterimage.trainer.training.Resources;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.djl.MxnetHeadLearners;
import io.afterimage.trainer.training.djl.OnnxFrozenGraphs;
import io.afterimage.trainer.training.djl.SuffixLearners;
import io.afterimage.trainer.trigger.PredictionWatch;
import io.afterimage.trainer.trigger.TriggerPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the trainer: stands by until it is elected, then takes feedback in and carries out
 * commands. Thread-safe.
 */
public final class TrainerInstance implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TrainerInstance.class);

  private final TrainerConfig config;
  private final TopicNames topics;
  private final Map<String, Object> clients;
  private final Clock clock = Clock.systemUTC();
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final MeterRegistry metrics;
  private final ReplayBuffer buffer;
  private final IntakeMetrics intakeMetrics;
  private final PictureDecoder decoder;
  private final PictureSets sets;
  private final CandidateTraining training;
  private final Examination examination;
  private final ControlLoop control;

  private TrainerInstance(TrainerConfig config, MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
    this.topics = new TopicNames(config.topicPrefix());
    this.clients = config.clients();
    this.buffer = new ReplayBuffer(config.buffer());
    this.intakeMetrics = new IntakeMetrics(metrics, buffer);
    this.decoder = new PictureDecoder(config.limits());
    this.sets =
        new PictureSets(decoder, config.input(), config.minimumPerClass(), config.threads());
    OnnxRuntimeEngine serving = new OnnxRuntimeEngine(config.device());
    this.training =
        new ScheduledTraining(
            new Training(
                new PretrainedBase(MobileNetV2.imagenet(), MobileNetV2.imagenetWeights()),
                new OnnxFrozenGraphs(serving),
                new MxnetHeadLearners(),
                new SuffixLearners(),
                new Resources(config.threads(), Resources.ofMachine().keptBytes()),
                clock),
            config.schedule());
    this.examination = new Examination(serving, sets, config.gate());
    this.control =
        new ControlLoop(
            new ControlLoop.Settings(
                clients,
                topics.control(),
                topics.controlReplies(),
                config.applicationId(),
                config.applicationId() + "-control",
                config.requestTimeout()),
            this::begin,
            terminated::completeExceptionally);
  }

  /**
   * Starts a replica, with meters that nobody reads.
   *
   * @see #start(TrainerConfig, MeterRegistry)
   */
  public static TrainerInstance start(TrainerConfig config) {
    return start(config, new SimpleMeterRegistry());
  }

  /**
   * Starts a replica; returns when it stands for election.
   *
   * @param metrics where it registers its meters
   * @throws StartException when broker or topics are not there
   * @throws RuntimeException when device or engine cannot be had, saying which
   */
  public static TrainerInstance start(TrainerConfig config, MeterRegistry metrics) {
    TopicCheck.require(
        config.clients(), new TopicNames(config.topicPrefix()), config.requestTimeout());
    TrainerInstance instance = new TrainerInstance(config, metrics);
    instance.control.start();
    log.atInfo()
        .addKeyValue("group", config.applicationId())
        .addKeyValue("device", config.device())
        .log("trainer started");
    return instance;
  }

  /** Completes exceptionally when the replica cannot go on, and normally when it was closed. */
  public CompletableFuture<Void> terminated() {
    return terminated;
  }

  /** Whether this replica is the one that acts; otherwise it stands by. */
  public boolean isActive() {
    return control.isActive();
  }

  /** Its meters. */
  public MeterRegistry metrics() {
    return metrics;
  }

  /** Stops what is under way, so that another replica resumes it. Harmless when repeated. */
  @Override
  public void close() {
    control.close();
    terminated.complete(null);
  }

  private TrainerTerm begin(CommandLedger ledger, Answers answers) {
    TriggerPolicy policy = new TriggerPolicy(config.triggers(), clock);
    ledger.lastRun().ifPresent(policy::ranBefore);
    Versions versions = versions();
    FeedbackIntake intake = intake(policy);
    CandidateFolder candidates = new CandidateFolder(config.stateDir().resolve("candidates"));
    RunFolder runs = new RunFolder(config.stateDir().resolve("runs"));
    RetrainRun retrain =
        new RetrainRun(buffer, sets, training, examination, candidates, runs, versions, clock);
    AutomaticRuns automatic =
        new AutomaticRuns(policy, versions, answers, predictions(policy), clock);
    return new TrainerTerm(intake, versions, retrain, automatic, ledger, answers, clock);
  }

  private FeedbackIntake intake(TriggerPolicy policy) {
    return FeedbackIntake.start(
        new FeedbackIntake.Settings(
            clients,
            topics.feedback(),
            topics.trainingSet(),
            config.applicationId() + "-intake",
            config.applicationId() + "-intake",
            config.requestTimeout()),
        buffer,
        new TrainingPictures(decoder, config.input()),
        intakeMetrics,
        new LabelCounts(policy, buffer));
  }

  private Optional<PredictionWatch> predictions(TriggerPolicy policy) {
    return config.triggers().stability() == 0
        ? Optional.empty()
        : Optional.of(
            PredictionWatch.start(
                clients, topics.predictions(), config.requestTimeout(), policy::predicted));
  }

  private Versions versions() {
    if (config.modelStore().isEmpty()) {
      ModelPublisher publisher =
          ModelPublisher.open(
              clients, topics, config.publisherId(), config.requestTimeout(), clock);
      return new Versions(
          publisher,
          KafkaModelStore.forReading(
              clients, KafkaModelStore.Settings.of(topics.modelArtifacts())));
    }
    Path folder = config.modelStore().get();
    KafkaModelEventLog events =
        new KafkaModelEventLog(
            clients,
            topics.modelEvents(),
            config.publisherId() + "-events",
            config.requestTimeout());
    return new Versions(
        new ModelPublisher(new DirectoryModelStore(folder), events, clock),
        new DirectoryModelStore(folder));
  }
}
