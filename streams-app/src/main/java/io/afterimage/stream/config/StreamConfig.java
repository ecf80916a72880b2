package io.afterimage.stream.config;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.memory.MemoryPlan;
import io.afterimage.kafka.clients.ClientRole;
import io.afterimage.kafka.clients.ClientSettings;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.classifier.BatchingConfig;
import io.afterimage.models.classifier.NoAnswerLimit;
import io.afterimage.models.inference.Device;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.topics.KafkaName;
import io.afterimage.service.LevelAccess;
import io.afterimage.stream.feedback.FeedbackConfig;
import io.afterimage.stream.topology.PredictionForm;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Everything that one instance of the stream is told.
 *
 * @param bootstrapServers Kafka's {@code host:port} list
 * @param applicationId the consumer group, and the prefix of internal topics and transactional ids
 * @param formerApplicationId what versions before 0.2 took for it whatever the topic prefix was,
 *     where none is configured and a prefix is: a position that was left there is kept
 * @param instanceId how this instance signs what it reports
 * @param topicPrefix in front of every topic name
 * @param guarantee how predictions and offsets are committed
 * @param streamThreads threads that poll and publish; two, so that one polls while the other waits
 * @param batching how images are gathered
 * @param decoding what images are read, and what that may cost
 * @param engine which engine runs the graph
 * @param device where
 * @param predictionScores how many scores a prediction has at most
 * @param feedback whether and how long labels are joined with predictions
 * @param modelStore where artefacts come from: empty for Kafka, otherwise a folder
 * @param modelLimits how large a version may be
 * @param noAnswer when a version that serves is unfit
 * @param httpPort for metrics and health; 0 takes a free one
 * @param levelAccess who may change log levels at that port
 * @param metricsEnabled whether anything is measured
 * @param tracingEnabled whether spans are made; the context of traces is passed on in any case
 * @param stateDir where Kafka Streams keeps its state
 * @param commitInterval the longest wait of a prediction for its commit while images keep coming
 * @param commitPause the shortest time between the commits that are made as soon as nothing waits
 * @param startTimeout how long to wait for a broker at the start
 * @param shutdownTimeout how long a clean end may take
 * @param kafka properties of Kafka's clients of any role, to be read by {@link
 *     io.afterimage.kafka.clients.ClientRole}
 */
public record StreamConfig(
    String bootstrapServers,
    String applicationId,
    Optional<String> formerApplicationId,
    String instanceId,
    String topicPrefix,
    Guarantee guarantee,
    int streamThreads,
    BatchingConfig batching,
    DecoderConfig decoding,
    Engine engine,
    Device device,
    int predictionScores,
    FeedbackConfig feedback,
    Optional<Path> modelStore,
    ModelLimits modelLimits,
    NoAnswerLimit noAnswer,
    int httpPort,
    LevelAccess levelAccess,
    boolean metricsEnabled,
    boolean tracingEnabled,
    Path stateDir,
    Duration commitInterval,
    Duration commitPause,
    Duration startTimeout,
    Duration shutdownTimeout,
    Map<String, String> kafka) {

  /** How predictions and offsets are committed. */
  public enum Guarantee {
    /** In one transaction: no image is answered twice, none is lost. */
    EXACTLY_ONCE,
    /** None is lost; after a crash some may be answered again. */
    AT_LEAST_ONCE
  }

  /** Which engine runs the graph. */
  public enum Engine {
    /** ONNX Runtime, through DJL. */
    ONNXRUNTIME,
    /** MXNet, through DJL. */
    MXNET
  }

  /** Copies the properties. */
  public StreamConfig {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads the options, with their defaults.
   *
   * @throws io.afterimage.config.InvalidConfigurationException with every problem at once
   */
  public static StreamConfig from(Map<String, String> options) {
    return read(new Settings(options));
  }

  /**
   * What holds where these options are given: every option with its value, given or by default.
   *
   * @throws io.afterimage.config.InvalidConfigurationException as {@link #from}
   */
  public static Map<String, String> effective(Map<String, String> options) {
    Settings settings = new Settings(options);
    read(settings);
    return settings.effective();
  }

  private static StreamConfig read(Settings settings) {
    MemoryPlan memory = MemoryPlan.ofProcess();
    Device device = SharedSettings.device(settings);
    BatchingConfig batching = batching(settings, memory, device);
    StreamConfig config =
        new StreamConfig(
            SharedSettings.bootstrapServers(settings),
            SharedSettings.streamId(settings, "application.id"),
            SharedSettings.formerStreamId(settings, "application.id"),
            KafkaName.ID.read(
                settings, "instance.id", hostName() + "-" + ProcessHandle.current().pid()),
            SharedSettings.topicPrefix(settings),
            settings.choice("processing.guarantee", Guarantee.EXACTLY_ONCE),
            settings.integer("stream.threads", 2, 1, 256),
            batching,
            SharedSettings.decoder(settings, memory.decodeBytes(batching.workers())),
            settings.choice("engine", Engine.ONNXRUNTIME),
            device,
            settings.read(
                "prediction.scores",
                Integer.toString(PredictionRoom.DEFAULT_SCORES),
                "all, or a number from 0",
                StreamConfig::scores),
            feedback(settings),
            SharedSettings.modelStore(settings),
            SharedSettings.modelLimits(settings),
            new NoAnswerLimit(
                settings.number(
                    "model.no.answer.limit",
                    NoAnswerLimit.DEFAULT.share(),
                    new Range(0, 1, "0 to 1")),
                settings.integer(
                    "model.no.answer.window", NoAnswerLimit.DEFAULT.window(), 1, 1_000_000)),
            SharedSettings.httpPort(settings, 8080),
            settings.choice("log.levels.access", LevelAccess.LOCAL),
            SharedSettings.metricsEnabled(settings),
            settings.flag("tracing.enabled", false),
            SharedSettings.stateFolder(settings, "afterimage-state"),
            settings.duration("commit.interval", Duration.ofMillis(500)),
            settings.duration("commit.pause", Duration.ofMillis(50), Duration.ofMillis(1)),
            settings.duration("start.timeout", Duration.ofMinutes(1)),
            settings.duration("shutdown.timeout", Duration.ofSeconds(30)),
            ClientSettings.read(settings));
    requireProtocol(config.kafka(), settings);
    settings.finish();
    return config;
  }

  private static BatchingConfig batching(Settings settings, MemoryPlan memory, Device device) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new BatchingConfig(
        settings.integer("workers", memory.workers(cores), 1, 1024),
        settings.integer("batch.max", BatchingConfig.usualBatch(device), 1, 4096),
        settings.duration("batch.linger", Duration.ZERO),
        settings.integer("decoders", 0, 0, 1024));
  }

  private static int scores(String text) {
    int scores = text.equals("all") ? PredictionForm.ALL : Integer.parseInt(text);
    if (scores < 0) {
      throw new IllegalArgumentException(text);
    }
    return scores;
  }

  /** Kafka Streams says so as well, but only once there is a model. */
  private static void requireProtocol(Map<String, String> kafka, Settings settings) {
    Map<String, Object> streams = ClientRole.streams(kafka);
    boolean newProtocol =
        streams
            .getOrDefault(StreamsConfig.GROUP_PROTOCOL_CONFIG, StreamsConfig.DEFAULT_GROUP_PROTOCOL)
            .toString()
            .equalsIgnoreCase("streams");
    if (newProtocol) {
      kafka.keySet().stream()
          .filter(name -> name.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))
          .forEach(
              name ->
                  settings
                      .problems()
                      .add(
                          ClientSettings.PREFIX + name,
                          kafka.get(name),
                          "group.protocol=streams has no static members: leave it out, or use"
                              + " group.protocol=classic"));
    }
  }

  private static FeedbackConfig feedback(Settings settings) {
    boolean enabled = settings.flag("feedback.enabled", true);
    return new FeedbackConfig(
        enabled,
        settings.duration(
            "feedback.retention",
            FeedbackConfig.DEFAULT_RETENTION,
            FeedbackConfig.LEAST_RETENTION));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
