package io.afterimage.trainer.service;

import io.afterimage.images.DecodeMemory;
import io.afterimage.images.ImageDecoder;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.images.ImageFetcher;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.kafka.topics.TopicCheck;
import io.afterimage.models.classifier.DecodeMemoryMetrics;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.registry.KafkaModelEventLog;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.registry.store.StoreConfig;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.ClientMeters;
import io.afterimage.service.Health;
import io.afterimage.service.HealthPages;
import io.afterimage.service.HttpEndpoint;
import io.afterimage.service.LagWatch;
import io.afterimage.service.LevelPages;
import io.afterimage.service.MetricsPage;
import io.afterimage.service.Service;
import io.afterimage.service.ServiceMeters;
import io.afterimage.service.ServiceParts;
import io.afterimage.service.Watched;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.FileSpool;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.control.ControlLoop;
import io.afterimage.trainer.guardrails.LiveSample;
import io.afterimage.trainer.intake.FeedbackIntake;
import io.afterimage.trainer.intake.IntakeMetrics;
import io.afterimage.trainer.notifications.NotificationMetrics;
import io.afterimage.trainer.notifications.Notifications;
import io.afterimage.trainer.refresh.RefreshTraining;
import io.afterimage.trainer.requests.LabelRequests;
import io.afterimage.trainer.requests.RequestMetrics;
import io.afterimage.trainer.rollout.EventsSince;
import io.afterimage.trainer.rollout.RolloutMetrics;
import io.afterimage.trainer.trigger.PredictionWatch;
import io.afterimage.trainer.trigger.TriggerMetrics;
import io.afterimage.trainer.trigger.TriggerPolicy;
import io.afterimage.trainer.watch.WatchLog;
import io.afterimage.trainer.watch.WatchMetrics;
import io.afterimage.training.Base;
import io.afterimage.training.FrozenGraphs;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Resources;
import io.afterimage.training.Training;
import io.afterimage.training.dataset.ImageMemory;
import io.afterimage.training.djl.EngineLearners;
import io.afterimage.training.djl.OnnxFrozenGraphs;
import io.afterimage.training.djl.OnnxRowProducts;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.head.TwinSearch;
import io.afterimage.training.refresh.HeadRefresh;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the trainer: stands by until it is elected, then takes feedback in and carries out
 * commands. Thread-safe.
 */
public final class TrainerInstance implements Service {

  private static final Logger log = LoggerFactory.getLogger(TrainerInstance.class);

  /** What all parts may take to close, beside what brokers may let one answer wait. */
  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(2);

  private final TrainerConfig config;
  private final TrainerGroups groups;
  private final TopicNames topics;
  private final KafkaClients clients;
  private final Clock clock = Clock.systemUTC();
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final ServiceParts parts;
  private final MeterRegistry metrics;
  private final ReplayBuffer buffer;
  private final IntakeMetrics intakeMetrics;
  private final RunMetrics runMetrics;
  private final TriggerMetrics triggerMetrics;
  private final WatchMetrics watchMetrics;
  private final RolloutMetrics rolloutMetrics;
  private final RequestMetrics requestMetrics;
  private final LabelMetrics labelMetrics;
  private final NotificationMetrics notificationMetrics;
  private final ImageDecoder decoder;
  private final ImageSets sets;
  private final CandidateTraining training;
  private final RefreshTraining refreshing;
  private final Examination examination;
  private final ControlLoop control;
  private final HttpEndpoint http;
  private volatile CompletableFuture<Void> filled = new CompletableFuture<>();

  private TrainerInstance(TrainerConfig config, TrainerGroups groups, ServiceParts parts) {
    this.config = config;
    this.groups = groups;
    this.parts = parts;
    ServiceMeters meters = parts.add(config.service().meters());
    this.metrics = meters.registry();
    this.topics = config.kafka().topics();
    this.clients =
        config.service().metricsEnabled()
            ? ClientMeters.addedTo(config.kafka().clients(), metrics)
            : config.kafka().clients();
    FileSpool spool = parts.add(new FileSpool(config.replica().stateDir().resolve("images")));
    this.buffer =
        new ReplayBuffer(config.examples().buffer(), spool, config.training().consensus());
    this.intakeMetrics = new IntakeMetrics(metrics, buffer);
    this.runMetrics = new RunMetrics(metrics, clock);
    this.triggerMetrics = new TriggerMetrics(metrics, config.triggers());
    this.watchMetrics = new WatchMetrics(metrics);
    this.rolloutMetrics = new RolloutMetrics(metrics, clock);
    this.requestMetrics = new RequestMetrics(metrics);
    this.labelMetrics = new LabelMetrics(metrics);
    this.notificationMetrics = new NotificationMetrics(metrics);
    this.decoder = config.examples().decoding().decoder();
    new DecodeMemoryMetrics(DecodeMemory.ofProcess()).bindTo(metrics);
    this.sets =
        new ImageSets(
            decoder,
            config.training().input(),
            config.training().minimumPerClass(),
            config.training().threads(),
            ImageMemory.ofMachine());
    OnnxRuntimeEngine serving = new OnnxRuntimeEngine(config.training().device());
    KnownBackbone backbone = config.training().backbone();
    Base base = new PretrainedBase(backbone.shippedTable(), backbone.shippedWeights());
    FrozenGraphs frozen = new OnnxFrozenGraphs(serving);
    Resources resources =
        new Resources(config.training().threads(), Resources.ofMachine().keptBytes());
    this.refreshing =
        new RefreshTraining(
            base,
            frozen,
            new HeadRefresh(
                new NoisyLabelFitting(
                    new HeadFitting(new OnnxSoftmaxEngine()), config.training().suspects()),
                config.training().schedule().classWeighting(),
                config.training().novelty(),
                clock),
            new TwinSearch(new OnnxRowProducts(), config.training().twinCosine()),
            resources,
            decoder,
            config.replica().stateDir().resolve("features"));
    this.training =
        new MeasuredTraining(
            new ScheduledTraining(
                new Training(base, frozen, new EngineLearners(), resources, clock)
                    .withNovelty(config.training().novelty())
                    .withSuspects(config.training().suspects()),
                config.training().values(),
                config.models().store().limits()),
            runMetrics);
    this.examination =
        new Examination(
            serving,
            sets,
            config.training().decisions(),
            config.gate(),
            new GateMetrics(metrics, config.gate()));
    this.control =
        new ControlLoop(
            new ControlLoop.Settings(
                clients,
                topics.control(),
                topics.controlReplies(),
                topics.trainingRuns(),
                groups.control(),
                groups.control() + "-control",
                config.replica().requestTimeout()),
            this::begin,
            terminated::completeExceptionally);
    Gauge.builder("afterimage.trainer.active", () -> isActive() ? 1 : 0)
        .description("1 for the leader: is there exactly one?")
        .register(metrics);
    this.http =
        parts.add(
            HttpEndpoint.start(
                config.service().httpPort(),
                List.of(
                    new MetricsPage(meters.registry()),
                    new HealthPages(this::health),
                    new LevelPages(config.service().levelAccess()))));
    if (config.service().metricsEnabled()) {
      parts.add(watchLag());
    }
    parts.add(control);
  }

  /**
   * Starts a replica; returns when it stands for election.
   *
   * @throws StartException when the broker or topics are missing
   * @throws RuntimeException when the device, engine or port is unavailable, saying which
   */
  public static TrainerInstance start(TrainerConfig config) {
    TopicCheck.require(
        "trainer",
        config.kafka().clients(),
        config.kafka().topics(),
        requiredTopics(config),
        config.replica().requestTimeout());
    TrainerGroups groups = TrainerGroups.find(config);
    ServiceParts parts = new ServiceParts(config.replica().requestTimeout().plus(CLOSE_LIMIT));
    TrainerInstance instance;
    try {
      instance = new TrainerInstance(config, groups, parts);
      instance.control.start();
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
    log.atInfo()
        .addKeyValue("group", groups.control())
        .addKeyValue("backbone", config.training().backbone().code())
        .addKeyValue("device", config.training().device())
        .addKeyValue("http", instance.httpPort())
        .log("trainer started");
    return instance;
  }

  private static List<String> requiredTopics(TrainerConfig config) {
    TopicNames names = config.kafka().topics();
    List<String> required =
        new ArrayList<>(
            List.of(
                names.feedback(),
                names.trainingSet(),
                names.control(),
                names.controlReplies(),
                names.modelEvents(),
                names.predictions()));
    if (config.models().store().folder().isEmpty()) {
      required.add(names.modelArtifacts());
    }
    if (config.rollout().hasShadow()) {
      required.add(names.shadowPredictions());
    }
    return required;
  }

  @Override
  public CompletableFuture<Void> terminated() {
    return terminated;
  }

  /** Whether this replica is the leader; otherwise it stands by. */
  public boolean isActive() {
    return control.isActive();
  }

  /** How it is. */
  public Health health() {
    return new TrainerHealth(terminated, this::isActive, () -> filled.isDone(), buffer, runMetrics)
        .health();
  }

  /** Where metrics and health are served, where the configuration left it open as well. */
  public int httpPort() {
    return http.port();
  }

  /** Its meters. */
  public MeterRegistry metrics() {
    return metrics;
  }

  /** Stops what is in progress, so that another replica resumes it. Harmless when repeated. */
  @Override
  public void close() {
    parts.close();
    terminated.complete(null);
  }

  private TrainerTerm begin(CommandLedger ledger, Answers answers) {
    TriggerPolicy policy = new TriggerPolicy(config.triggers(), clock);
    ledger.lastRun().ifPresent(policy::ranBefore);
    Versions versions = versions();
    Optional<LabelRequests> requests = requests();
    FeedbackIntake intake = intake(policy, requests);
    CandidateFolder candidates =
        new CandidateFolder(config.replica().stateDir().resolve("candidates"));
    RunFolder runs = new RunFolder(config.replica().stateDir().resolve("runs"));
    KnownLineages lineages = new KnownLineages(lineages());
    RetrainRun retrain =
        new RetrainRun(
            buffer,
            new CandidateMaker(sets, training, refreshing, examination, versions, clock),
            examination,
            candidates,
            runs,
            versions,
            lineages,
            new Opponents(
                versions,
                lineages,
                version -> ledger.rivals(version, versions.successors(version)),
                hard(requests)),
            ledger::run,
            labelMetrics,
            clock);
    WatchLog watches = new WatchLog(ledger);
    Optional<LiveSample> live =
        config.guardrails().images() > 0 ? Optional.of(new LiveSample(clock)) : Optional.empty();
    AutomaticRuns automatic =
        new AutomaticRuns(
            policy,
            versions,
            answers,
            predictions(policy, requests, live),
            registry -> watches.heldUntil(registry, config.triggers().minimumPause()),
            triggerMetrics,
            clock);
    filled = intake.filled();
    Aftercare aftercare = aftercare(versions, watches, filled, requests, live);
    return new TrainerTerm(
        intake,
        versions,
        retrain,
        config.runs(),
        automatic,
        rollout(versions, filled, requests, aftercare),
        aftercare,
        requests,
        notifications(),
        runMetrics,
        ledger,
        answers,
        clock);
  }

  private Optional<Notifications> notifications() {
    return Notifications.start(
        config.notifications(),
        clients,
        topics,
        groups.notifications(),
        config.replica().requestTimeout(),
        notificationMetrics,
        clock);
  }

  private Rollout rollout(
      Versions versions,
      CompletableFuture<Void> bufferFilled,
      Optional<LabelRequests> requests,
      Aftercare aftercare) {
    KnownLineages lineages = new KnownLineages(lineages());
    return new Rollout(
        config.rollout(),
        versions,
        files -> lineages.find(files).values(),
        since ->
            new EventsSince<>(
                clients,
                ShadowPrediction.class,
                "shadow-predictions",
                topics.shadowPredictions(),
                since,
                config.replica().requestTimeout()),
        since ->
            new EventsSince<>(
                clients,
                Prediction.class,
                "canary",
                topics.predictions(),
                since,
                config.replica().requestTimeout()),
        aftercare,
        buffer,
        bufferFilled,
        hard(requests),
        rolloutMetrics,
        clock);
  }

  /**
   * Such images say more against the version than others do. The example says so itself; of one
   * that was labelled before examples did, the requests that are still known do.
   */
  private static Predicate<Example> hard(Optional<LabelRequests> requests) {
    return example -> example.askedFor(requests.flatMap(asked -> asked.why(example))).wasChosen();
  }

  private Aftercare aftercare(
      Versions versions,
      WatchLog watches,
      CompletableFuture<Void> bufferFilled,
      Optional<LabelRequests> requests,
      Optional<LiveSample> live) {
    Optional<PromotionWatch> watch = watch(versions, watches, bufferFilled, requests);
    return new Aftercare(
        watch,
        live.map(
            sample -> {
              PromotionGuard guard =
                  new PromotionGuard(
                      config.guardrails(),
                      sample,
                      () -> new ImageFetcher(clients, config.replica().requestTimeout()),
                      new PairedRuns(
                          versions, decoder, examination.serving(), examination.decisions()),
                      watch.<LabelEvidence>map(byLabels -> byLabels).orElse(LabelEvidence.NONE),
                      watches,
                      watchMetrics,
                      clock);
              guard.start();
              return guard;
            }));
  }

  private Optional<PromotionWatch> watch(
      Versions versions,
      WatchLog watches,
      CompletableFuture<Void> bufferFilled,
      Optional<LabelRequests> requests) {
    if (!config.watch().isOn()) {
      return Optional.empty();
    }
    PromotionWatch watch =
        new PromotionWatch(
            config.watch(),
            buffer,
            bufferFilled,
            hard(requests),
            new VersionAnswers(
                versions,
                new KnownLineages(lineages()),
                sets,
                examination.serving(),
                examination.decisions()),
            watches,
            watchMetrics,
            clock);
    watch.start();
    return Optional.of(watch);
  }

  private LineageStore lineages() {
    return config
        .models()
        .store()
        .lineages(clients, topics.modelArtifacts(), config.replica().requestTimeout());
  }

  private LagWatch watchLag() {
    List<Watched> watched = new ArrayList<>();
    watched.add(new Watched(groups.intake(), topics.feedback()));
    groups
        .watched()
        .ifPresent(
            group -> {
              watched.add(new Watched(group, topics.images()));
              watched.add(new Watched(group, topics.labels()));
            });
    return LagWatch.start(clients, watched, metrics, clock);
  }

  private Optional<LabelRequests> requests() {
    return config.requests().enabled()
        ? Optional.of(
            LabelRequests.start(
                clients,
                topics.labelRequests(),
                config.replica().requestTimeout(),
                config.requests(),
                buffer,
                requestMetrics,
                clock))
        : Optional.empty();
  }

  private FeedbackIntake intake(TriggerPolicy policy, Optional<LabelRequests> requests) {
    return FeedbackIntake.start(
        new FeedbackIntake.Settings(
            clients,
            topics.feedback(),
            topics.trainingSet(),
            groups.intake(),
            groups.intake(),
            config.examples().grouping(),
            config.replica().requestTimeout()),
        buffer,
        new TrainingImages(decoder, config.training().input()),
        intakeMetrics,
        new LabelCounts(policy, buffer, requests),
        clock);
  }

  private Optional<PredictionWatch> predictions(
      TriggerPolicy policy, Optional<LabelRequests> requests, Optional<LiveSample> live) {
    return config.triggers().readsPredictions() || requests.isPresent() || live.isPresent()
        ? Optional.of(
            PredictionWatch.start(
                clients,
                topics.predictions(),
                config.replica().requestTimeout(),
                config.triggers().readsPredictions(),
                prediction -> {
                  policy.predicted(prediction);
                  requests.ifPresent(asked -> asked.predicted(prediction));
                  live.ifPresent(sample -> sample.seen(prediction));
                }))
        : Optional.empty();
  }

  private Versions versions() {
    StoreConfig store = config.models().store();
    return new Versions(
        publisher(store),
        new RecentModels(store.reading(clients, topics.modelArtifacts())),
        config.models().retention(),
        config.rollout());
  }

  private ModelPublisher publisher(StoreConfig store) {
    String id = config.replica().publisherId();
    Duration limit = config.replica().requestTimeout();
    if (store.folder().isEmpty()) {
      return ModelPublisher.open(clients, topics, id, limit, clock);
    }
    return new ModelPublisher(
        new DirectoryModelStore(store.folder().get(), store.limits()),
        new KafkaModelEventLog(clients, topics.modelEvents(), id + "-events", limit),
        PublishingRules.read(clients, topics, limit),
        clock);
  }
}
