package io.afterimage.stream.runtime;

import io.afterimage.images.DecodeMemory;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.models.classifier.ClassifierMetrics;
import io.afterimage.models.classifier.DecodeMemoryMetrics;
import io.afterimage.models.classifier.MicroBatcher;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.inference.djl.MxnetEngine;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.ExitSignals;
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
import io.afterimage.stream.config.ServingConfig;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.config.StreamsProperties;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordFaultHandler;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.feedback.FeedbackMetrics;
import io.afterimage.stream.feedback.FeedbackTopology;
import io.afterimage.stream.feedback.StoreMemory;
import io.afterimage.stream.inflight.ImageClients;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.serving.ModelWatcher;
import io.afterimage.stream.serving.ServingMetrics;
import io.afterimage.stream.serving.VersionActivator;
import io.afterimage.stream.shadow.CanaryMetrics;
import io.afterimage.stream.shadow.CanaryTable;
import io.afterimage.stream.shadow.ShadowAnswers;
import io.afterimage.stream.shadow.ShadowMetrics;
import io.afterimage.stream.shadow.ShadowTable;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.ClassificationTopology;
import io.afterimage.stream.topology.ImageMetrics;
import io.afterimage.stream.topology.Origins;
import io.afterimage.stream.topology.PredictionForm;
import io.afterimage.stream.tracing.SpanTracing;
import io.afterimage.stream.tracing.Tracing;
import io.afterimage.stream.tracing.TracingSdk;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance of the stream: its parts, started in order and ended in reverse.
 * Thread-safe.
 *
 * <p>The stream starts to consume with its first active model; until then images wait in the topic.
 */
public final class StreamInstance implements Service {

  private static final Logger log = LoggerFactory.getLogger(StreamInstance.class);

  /** What all parts but the stream may take to close. */
  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(2);

  private final StreamConfig config;
  private final ServingConfig serving;
  private final Clock clock = Clock.systemUTC();
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final HealthBoard healthBoard = new HealthBoard(terminated, clock);
  private final ServiceMeters meters;
  private final PrometheusMeterRegistry metrics;
  private final ServiceParts parts;
  private int httpPort;

  private StreamInstance(StreamConfig config) {
    this.config = config;
    this.serving = config.serving();
    this.parts = new ServiceParts(config.instance().shutdownTimeout().plus(CLOSE_LIMIT));
    this.meters = config.service().meters();
    this.metrics = meters.registry();
  }

  /**
   * Starts everything; returns when the instance waits for its first model, or better.
   *
   * @throws StartException when the broker or topics are missing
   * @throws RuntimeException when the device, engine or port is unavailable, saying which
   */
  public static StreamInstance start(StreamConfig config) {
    StreamInstance instance = new StreamInstance(config);
    try {
      instance.open();
      return instance;
    } catch (RuntimeException | Error e) {
      instance.close();
      throw e;
    }
  }

  @Override
  public CompletableFuture<Void> terminated() {
    return terminated;
  }

  /** How it is. */
  public Health health() {
    return healthBoard.health();
  }

  /** Where metrics and health are served, where the configuration left it open as well. */
  public int httpPort() {
    return httpPort;
  }

  /** Its meters. */
  public MeterRegistry metrics() {
    return metrics;
  }

  /** Stops the stream cleanly, then everything that it uses. Harmless when repeated. */
  @Override
  public void close() {
    parts.close();
    terminated.complete(null);
  }

  private void open() {
    KafkaClients clients = StreamsProperties.forClients(config);
    parts.add(meters);
    httpPort =
        parts
            .add(
                HttpEndpoint.start(
                    config.service().httpPort(),
                    List.of(
                        new MetricsPage(metrics),
                        new HealthPages(healthBoard::health),
                        new LevelPages(config.service().levelAccess()))))
            .port();
    InferenceEngine engine = engine();
    StreamTopics pipeline = StreamTopics.require(config, clients);
    TopicNames topics = pipeline.names();
    String applicationId = pipeline.applicationId();
    SharedTopology shared =
        parts.add(new SharedTopology(clients, applicationId, pipeline.sources(), this::fail));
    shared.require(config.instance().startTimeout());

    new DecodeMemoryMetrics(DecodeMemory.ofProcess()).bindTo(metrics);
    MemoryReport.log(serving.batching().workers(), serving.decoding().memoryBytes());
    ModelSlot slot = parts.add(new ModelSlot());
    MicroBatcher batcher =
        new MicroBatcher(
            serving.batching(),
            slot,
            serving.decoding().decoder()::decode,
            new ClassifierMetrics(metrics),
            this::fail);
    parts.add(() -> endNative(batcher, batcher::hasEnded));
    InFlightTable inFlight =
        new InFlightTable(topics.images(), batcher, new InFlightMetrics(metrics, clock));
    ShadowMetrics shadowMetrics = new ShadowMetrics(metrics);
    ShadowTable shadows = new ShadowTable(shadowMetrics);
    parts.add(() -> shadows.set(Optional.empty()));
    inFlight.tell(shadows);
    CanaryMetrics canaryMetrics = new CanaryMetrics(metrics);
    CanaryTable canaries = new CanaryTable(canaryMetrics);
    parts.add(() -> canaries.set(Optional.empty()));
    inFlight.route(canaries);
    Properties properties = StreamsProperties.forStreams(config, applicationId, inFlight);
    properties.putIfAbsent(
        StreamsConfig.CLIENT_ID_CONFIG,
        TopologyKind.of(pipeline.sources()).clientId(applicationId));
    RecordLimits limits = pipeline.limits(clients, properties);
    PredictionForm form =
        new PredictionForm(
            serving.predictionScores(),
            serving.unknown(),
            serving.decisions(),
            new PredictionRoom(limits.of(topics.predictions())));
    StreamLifecycle stream =
        parts.add(
            stream(
                pipeline,
                inFlight,
                properties,
                limits,
                form,
                new ShadowAnswers(shadows, serving.decisions(), shadowMetrics, clock),
                new ShadowFailures(topics.shadowPredictions(), shadows)));
    ModelStore store = parts.add(config.models().reading(clients, topics.modelArtifacts()));
    VersionFollowing following =
        new VersionFollowing(
            pipeline,
            clients,
            store,
            slot,
            shadows,
            canaries,
            batcher,
            engine,
            form,
            new ServingMetrics(metrics),
            canaryMetrics,
            clock);
    VersionActivator activator = following.activator();
    ShadowTopic shadowTopic =
        new ShadowTopic(clients, topics.shadowPredictions(), properties, limits);
    healthBoard.watch(activator::state, stream);
    if (config.service().metricsEnabled()) {
      watchLag(pipeline, clients);
    }
    slot.whenFilled(() -> startOrFail(stream));
    shared.watch();
    ModelWatcher watcher =
        new ModelWatcher(
            () -> new ModelEventReader(clients, topics.modelEvents()),
            activator,
            following.shadows(shadowTopic::obstacle),
            this::fail);
    parts.add(() -> endNative(watcher, watcher::hasEnded));
    watcher.start();
    log.atInfo()
        .addKeyValue("instance", config.instance().instanceId())
        .addKeyValue("engine", serving.engine())
        .addKeyValue("device", serving.device())
        .addKeyValue("http", httpPort)
        .log("stream instance started");
  }

  private void watchLag(StreamTopics topics, KafkaClients clients) {
    Watched images = new Watched(topics.applicationId(), topics.names().images());
    List<Watched> watched = new ArrayList<>(List.of(images));
    if (config.feedback().enabled()) {
      watched.add(new Watched(topics.applicationId(), topics.names().labels()));
    }
    LagWatch lag = parts.add(LagWatch.start(clients, watched, metrics, clock));
    healthBoard.watchLag(() -> lag.latest(images));
  }

  private StreamLifecycle stream(
      StreamTopics pipeline,
      InFlightTable inFlight,
      Properties properties,
      RecordLimits limits,
      PredictionForm form,
      ShadowAnswers shadow,
      ShadowFailures shadowFailures) {
    TopicNames topics = pipeline.names();
    Tracing tracing = tracing(pipeline.applicationId());
    RecordTimes times =
        new RecordTimes(
            metrics, List.of(topics.images(), topics.predictions(), topics.labels()), clock);
    FaultyRecords faults = new FaultyRecords(limits, new Origins(topics)::of);
    properties.put(RecordFaultHandler.CONFIG, faults);
    Topology topology = new Topology();
    if (config.feedback().enabled()) {
      topology =
          FeedbackTopology.build(
              topics,
              pipeline.partitions(),
              config.feedback(),
              new FeedbackMetrics(metrics),
              tracing,
              times,
              faults,
              clock);
      parts.add(new StoreMemory()).properties().forEach(properties::putIfAbsent);
    }
    ClassificationTopology.addTo(
        topology,
        topics,
        inFlight,
        form,
        Optional.of(shadow),
        new ImageMetrics(metrics),
        tracing,
        times,
        faults,
        limits,
        clock,
        config.processing().commitPause());
    return new StreamLifecycle(
        topology,
        properties,
        new ImageClients(inFlight),
        config.instance().shutdownTimeout(),
        new FailurePolicy(faults, shadowFailures, clock),
        metrics,
        assigned -> inFlight.retain(assigned),
        this::fail);
  }

  private Tracing tracing(String applicationId) {
    if (!config.processing().tracing()) {
      return Tracing.OFF;
    }
    TracingSdk sdk = parts.add(TracingSdk.start(applicationId, config.instance().instanceId()));
    return new SpanTracing(sdk.telemetry(), clock);
  }

  private InferenceEngine engine() {
    return switch (serving.engine()) {
      case ONNXRUNTIME -> new OnnxRuntimeEngine(serving.device());
      case MXNET -> new MxnetEngine(serving.device());
    };
  }

  /**
   * Ends what runs native code. Where a thread does not come back from there in time, the process
   * must not unload the libraries under it.
   */
  private static void endNative(AutoCloseable part, BooleanSupplier hasEnded) throws Exception {
    part.close();
    if (!hasEnded.getAsBoolean()) {
      ExitSignals.haltOnExit();
    }
  }

  private void startOrFail(StreamLifecycle stream) {
    try {
      stream.start();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    terminated.completeExceptionally(cause);
  }
}
