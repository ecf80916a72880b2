package io.afterimage.trainer.service;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.images.DecoderConfig;
import io.afterimage.images.InputSpec;
import io.afterimage.images.memory.MemoryPlan;
import io.afterimage.kafka.clients.ClientRole;
import io.afterimage.kafka.clients.ClientSettings;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.inference.Device;
import io.afterimage.registry.RetentionRules;
import io.afterimage.registry.settings.SharedSettings;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.schemas.topics.KafkaName;
import io.afterimage.service.LevelAccess;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.trigger.TriggerConfig;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.validation.PromotionGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Everything that one replica of the trainer is told.
 *
 * @param bootstrapServers Kafka's {@code host:port} list
 * @param applicationId the consumer group of all replicas, and the prefix of transactional ids
 * @param formerApplicationId what versions before 0.2 took for it whatever the topic prefix was,
 *     where none is configured and a prefix is: a position that was left there is kept
 * @param publisherId what the transactional ids that publish versions begin with
 * @param topicPrefix in front of every topic name
 * @param input the size of training images, and of the models made from them
 * @param buffer how many images are kept to train from
 * @param minimumPerClass images that a class needs to be learned
 * @param scheduleValues how a run goes, unless its command says otherwise
 * @param gate what a candidate has to reach
 * @param triggers what begins a run without a command
 * @param decoding what images are read, and what that may cost
 * @param device where frozen layers and candidates run
 * @param threads that decode and augment
 * @param modelStore where artefacts go: empty for Kafka, otherwise a folder
 * @param modelLimits how large a version may be
 * @param retention which versions keep their artefacts; empty: all
 * @param httpPort for metrics and health; 0 takes a free one
 * @param levelAccess who may change log levels at that port
 * @param metricsEnabled whether anything is measured
 * @param watchedGroup the stream's application id: how far it is behind is told here as well, since
 *     a stream that has ended cannot tell it; empty: nobody is watched
 * @param formerWatchedGroup what versions before 0.2 took for it, as {@code formerApplicationId}
 * @param stateDir where candidates and checkpoints wait; without it a run starts anew and nothing
 *     else is lost
 * @param requestTimeout how long the brokers may let one answer wait
 * @param kafka properties of Kafka's clients of any role, to be read by {@link
 *     io.afterimage.kafka.clients.ClientRole}
 */
public record TrainerConfig(
    String bootstrapServers,
    String applicationId,
    Optional<String> formerApplicationId,
    String publisherId,
    String topicPrefix,
    InputSpec input,
    BufferLimits buffer,
    int minimumPerClass,
    ScheduleValues scheduleValues,
    PromotionGate gate,
    TriggerConfig triggers,
    DecoderConfig decoding,
    Device device,
    int threads,
    Optional<Path> modelStore,
    ModelLimits modelLimits,
    Optional<RetentionRules> retention,
    int httpPort,
    LevelAccess levelAccess,
    boolean metricsEnabled,
    Optional<String> watchedGroup,
    Optional<String> formerWatchedGroup,
    Path stateDir,
    Duration requestTimeout,
    Map<String, String> kafka) {

  private static final String TRAINER = "afterimage-trainer";
  private static final String WATCHED = "watch.application.id";

  /** The most that a PNG of that size can take stays below the topic's largest message. */
  private static final int LARGEST_SIDE = 512;

  /** Copies the properties. */
  public TrainerConfig {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads the options, with their defaults.
   *
   * @throws io.afterimage.config.InvalidConfigurationException with every problem at once
   */
  public static TrainerConfig from(Map<String, String> options) {
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

  private static TrainerConfig read(Settings settings) {
    TrainerConfig config =
        new TrainerConfig(
            SharedSettings.bootstrapServers(settings),
            KafkaName.ID.read(
                settings, "application.id", SharedSettings.topicPrefix(settings) + TRAINER),
            SharedSettings.formerId(settings, "application.id", TRAINER),
            KafkaName.ID.read(
                settings,
                "publisher.id",
                SharedSettings.topicPrefix(settings) + "afterimage-publisher"),
            SharedSettings.topicPrefix(settings),
            InputSpec.square(settings.integer("training.size", 160, 32, LARGEST_SIDE)),
            buffer(settings),
            settings.integer(
                "training.minimum.per.class",
                FolderDataset.DEFAULT_MINIMUM_PER_CLASS,
                1,
                Integer.MAX_VALUE),
            ScheduleSettings.read(settings),
            PromotionGate.read(settings),
            TriggerConfig.read(settings),
            SharedSettings.decoder(settings, MemoryPlan.ofProcess().besideTraining()),
            SharedSettings.device(settings),
            settings.integer(
                "training.threads", Runtime.getRuntime().availableProcessors(), 1, 1024),
            SharedSettings.modelStore(settings),
            SharedSettings.modelLimits(settings),
            retention(settings),
            SharedSettings.httpPort(settings, 8081),
            settings.choice("log.levels.access", LevelAccess.LOCAL),
            SharedSettings.metricsEnabled(settings),
            Optional.of(SharedSettings.streamId(settings, WATCHED))
                .filter(group -> !group.equals("none")),
            SharedSettings.formerStreamId(settings, WATCHED),
            SharedSettings.stateFolder(settings, SharedSettings.topicPrefix(settings) + TRAINER),
            settings.duration("request.timeout", Duration.ofSeconds(30)),
            ClientSettings.read(settings));
    requireProtocol(config.kafka(), settings);
    settings.finish();
    return config;
  }

  /** The election stands on the classic protocol's sessions and assignors. */
  private static void requireProtocol(Map<String, String> kafka, Settings settings) {
    Object protocol =
        ClientRole.CONSUMER.settings(kafka).getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "");
    if (protocol.toString().equalsIgnoreCase("consumer")) {
      settings
          .problems()
          .add("kafka.group.protocol", "consumer", "the trainer's groups need 'classic'");
    }
  }

  /** How a run goes, unless its command says otherwise. */
  public ScheduleConfig schedule() {
    return ScheduleConfig.of(scheduleValues);
  }

  /** What opens its Kafka clients. */
  KafkaClients clients() {
    return KafkaClients.of(kafka)
        .with(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
  }

  private static BufferLimits buffer(Settings settings) {
    double validation = share(settings, "split.validation", StableSplit.SERVICE.validation());
    double test = share(settings, "split.test", StableSplit.SERVICE.test());
    return new BufferLimits(
        settings.integer(
            "buffer.max.pictures", BufferLimits.DEFAULT.images(), 1, Integer.MAX_VALUE),
        settings.integer(
            "buffer.max.per.class", BufferLimits.DEFAULT.perClass(), 1, Integer.MAX_VALUE),
        new StableSplit(validation, test));
  }

  private static Optional<RetentionRules> retention(Settings settings) {
    int newest = settings.integer("models.retain", 0, 0, Integer.MAX_VALUE);
    Duration youngerThan = settings.duration("models.retain.younger.than", Duration.ofDays(7));
    return newest == 0
        ? Optional.empty()
        : Optional.of(new RetentionRules(Math.max(newest, RetentionRules.LEAST), youngerThan));
  }

  /** Below one half, so that validation and test leave something to train. */
  private static double share(Settings settings, String name, double byDefault) {
    return settings.number(name, byDefault, new Range(0, Math.nextDown(0.5), "0 to below 0.5"));
  }
}
