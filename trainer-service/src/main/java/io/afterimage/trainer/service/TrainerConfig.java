package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.kafka.clients.ClientRole;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.service.ServiceConfig;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.notifications.NotificationConfig;
import io.afterimage.trainer.requests.RequestConfig;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.trigger.TriggerConfig;
import io.afterimage.trainer.watch.WatchConfig;
import io.afterimage.training.validation.PromotionGate;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The configuration of one replica of the trainer.
 *
 * @param kafka which Kafka
 * @param replica who it is, and where it keeps its state
 * @param examples which are kept
 * @param triggers what begins a run without a command
 * @param requests how many labels are asked for
 * @param training how a run goes
 * @param gate what a candidate has to reach
 * @param guardrails beyond which limits a version is taken back
 * @param rollout what a version does before it is active
 * @param watch how a version is watched after its promotion
 * @param models where versions go
 * @param notifications who is told what happens
 * @param service what it shows of itself
 * @param runs the options that make a run what it is
 */
public record TrainerConfig(
    KafkaConfig kafka,
    ReplicaConfig replica,
    ExampleConfig examples,
    TriggerConfig triggers,
    RequestConfig requests,
    TrainingConfig training,
    PromotionGate gate,
    GuardrailConfig guardrails,
    RolloutConfig rollout,
    WatchConfig watch,
    PublicationConfig models,
    NotificationConfig notifications,
    ServiceConfig service,
    RunSettings runs) {

  private static final int HTTP_PORT = 8081;

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
    KafkaConfig kafka = KafkaConfig.from(settings);
    GuardrailConfig guardrails = GuardrailConfig.read(settings);
    TrainerConfig config =
        new TrainerConfig(
            kafka,
            ReplicaConfig.from(settings, kafka),
            ExampleConfig.from(settings),
            TriggerConfig.read(settings),
            RequestConfig.read(settings),
            TrainingConfig.from(settings),
            PromotionGate.read(settings),
            guardrails,
            RolloutConfig.read(settings, guardrails),
            WatchConfig.read(settings),
            PublicationConfig.from(settings),
            NotificationConfig.read(settings),
            ServiceConfig.from(settings, HTTP_PORT),
            RunSettings.read(settings));
    requireProtocol(kafka.properties(), settings);
    settings.finish();
    return config;
  }

  /** The election relies on the classic protocol's sessions and assignors. */
  private static void requireProtocol(Map<String, String> kafka, Settings settings) {
    Object protocol =
        ClientRole.CONSUMER.settings(kafka).getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "");
    if (protocol.toString().equalsIgnoreCase("consumer")) {
      settings
          .problems()
          .add("kafka.group.protocol", "consumer", "the trainer's groups need 'classic'");
    }
  }
}
