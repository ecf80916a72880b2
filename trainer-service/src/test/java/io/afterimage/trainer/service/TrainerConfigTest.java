package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.config.Settings;
import io.afterimage.images.InputSpec;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.trigger.TriggerConfig;
import io.afterimage.training.Augmentation;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.RateDecay;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.validation.PromotionGate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainerConfigTest {

  @Test
  void shouldNeedNothingButABroker() {
    TrainerConfig config = TrainerConfig.from(Map.of("bootstrap.servers", "kafka:9092"));

    assertThat(config.training().schedule()).isEqualTo(ScheduleConfig.DEFAULT);
    assertThat(config.gate()).isEqualTo(PromotionGate.read(new Settings(Map.of())));
    assertThat(config.examples().buffer()).isEqualTo(BufferLimits.DEFAULT);
    assertThat(config.triggers()).isEqualTo(TriggerConfig.read(new Settings(Map.of())));
    assertThat(config.training().input()).isEqualTo(InputSpec.square(160));
    assertThat(config.models().store().folder()).isEmpty();
    assertThat(config.kafka().clients().properties())
        .isEqualTo(Map.of("bootstrap.servers", "kafka:9092"));
  }

  @Test
  void shouldReadWhatItIsTold() {
    TrainerConfig config =
        TrainerConfig.from(
            Map.of(
                "bootstrap.servers", "kafka:9092",
                "freeze.learning.rate", "0.01",
                "fine.tune.epochs", "0",
                "split.test", "0.1",
                "model.store", "dir:/models",
                "trigger.interval", "7d",
                "gate.minimum.recall", "0.9",
                "promotion", "approve",
                "kafka.security.protocol", "SSL"));

    assertThat(config.training().schedule().freeze().orElseThrow().adam().learningRate())
        .isEqualTo(0.01);
    assertThat(config.training().schedule().fineTune()).isEmpty();
    assertThat(config.examples().buffer().split().test()).isEqualTo(0.1);
    assertThat(config.models().store().folder()).contains(Path.of("/models"));
    assertThat(config.triggers())
        .isEqualTo(TriggerConfig.read(new Settings(Map.of("trigger.interval", "7d"))));
    assertThat(config.gate())
        .isEqualTo(PromotionGate.read(new Settings(Map.of("gate.minimum.recall", "0.9"))));
    assertThat(config.rollout().approval().isRequired()).isTrue();
    assertThat(config.rollout().approval().limit()).contains(Duration.ofDays(7));
    assertThat(config.kafka().clients().properties()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldTellWhatARunIsMadeWithAndNoSecrets() {
    RunSettings settings =
        TrainerConfig.from(
                Map.of(
                    "bootstrap.servers", "kafka:9092",
                    "training.size", "96",
                    "freeze.epochs", "5",
                    "kafka.ssl.key.password", "secret"))
            .runs();

    assertThat(settings.of(RetrainRig.command("by the schedule")))
        .containsEntry("training.size", "96")
        .containsEntry("freeze.epochs", "5")
        .containsEntry("gate.window", "500")
        .doesNotContainValue("secret");
    assertThat(
            settings.of(
                new Command.Retrain(
                    "changed",
                    ScheduleValues.none()
                        .with(ScheduleOptions.FREEZE_EPOCHS, 7)
                        .with(ScheduleOptions.WARM_START, true),
                    Optional.empty(),
                    Instant.EPOCH)))
        .containsEntry("freeze.epochs", "7")
        .containsEntry("training.warm.start", "true");
    assertThat(settings.of(Command.Retrain.refresh("r", Optional.empty(), Instant.EPOCH)))
        .containsEntry("training.size", "96")
        .doesNotContainKey("freeze.epochs");
  }

  @Test
  void shouldNameEverythingAfterTheTopicPrefixUnlessToldOtherwise() {
    TrainerConfig prefixed =
        TrainerConfig.from(Map.of("bootstrap.servers", "kafka:9092", "topic.prefix", "shop."));
    TrainerConfig named =
        TrainerConfig.from(
            Map.of(
                "bootstrap.servers", "kafka:9092",
                "topic.prefix", "shop.",
                "application.id", "mine",
                "watch.application.id", "theirs"));

    assertThat(prefixed.replica().applicationId()).isEqualTo("shop.afterimage-trainer");
    assertThat(prefixed.replica().formerApplicationId()).contains("afterimage-trainer");
    assertThat(prefixed.replica().publisherId()).isEqualTo("shop.afterimage-publisher");
    assertThat(prefixed.replica().watchedGroup()).contains("shop.afterimage-stream");
    assertThat(prefixed.replica().formerWatchedGroup()).contains("afterimage-stream");
    assertThat(prefixed.replica().stateDir().toString()).endsWith("shop.afterimage-trainer");
    assertThat(named.replica().applicationId()).isEqualTo("mine");
    assertThat(named.replica().formerApplicationId()).isEmpty();
    assertThat(named.replica().watchedGroup()).contains("theirs");
    assertThat(named.replica().formerWatchedGroup()).isEmpty();
  }

  @Test
  void shouldRefuseNamesAndProtocolsThatKafkaDoesNotTake() {
    assertThatThrownBy(
            () ->
                TrainerConfig.from(
                    Map.of(
                        "bootstrap.servers", "kafka:9092",
                        "application.id", "a\tb",
                        "publisher.id", "p".repeat(201),
                        "watch.application.id", "a+b",
                        "kafka.group.protocol", "consumer")))
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            invalid ->
                assertThat(invalid.problems())
                    .hasSize(4)
                    .anyMatch(problem -> problem.startsWith("application.id"))
                    .anyMatch(problem -> problem.startsWith("publisher.id"))
                    .anyMatch(problem -> problem.startsWith("watch.application.id"))
                    .anyMatch(problem -> problem.startsWith("kafka.group.protocol")));
  }

  @Test
  void shouldReadHowImagesVaryAndHowTheRateFalls() {
    ScheduleConfig schedule =
        TrainerConfig.from(
                Map.of(
                    "bootstrap.servers", "kafka:9092",
                    "augmentation.shift", "0.125",
                    "fine.tune.decay", "cosine"))
            .training()
            .schedule();

    assertThat(schedule.augmentation()).isEqualTo(new Augmentation(true, 0.2, 0.125));
    assertThat(schedule.fineTune()).contains(FineTunePhase.DEFAULT.withDecay(RateDecay.COSINE));
  }

  @Test
  void shouldTakeTheBackboneAndFineTuneFromItsUsualLayer() {
    Map<String, String> options =
        Map.of("bootstrap.servers", "kafka:9092", "training.backbone", "efficientnet-lite0");

    TrainingConfig training = TrainerConfig.from(options).training();

    assertThat(training.backbone()).isEqualTo(KnownBackbone.EFFICIENTNET_LITE0);
    assertThat(training.schedule().fineTune().orElseThrow().fromLayer()).isEqualTo(95);
    assertThat(TrainerConfig.effective(options))
        .containsEntry("training.backbone", "efficientnet-lite0")
        .containsEntry("fine.tune.from.layer", "95");
    assertThat(TrainerConfig.effective(Map.of("bootstrap.servers", "kafka:9092")))
        .containsEntry("training.backbone", "mobilenetv2")
        .containsEntry("fine.tune.from.layer", "100");
  }

  @Test
  void shouldRefuseABackboneWithoutShippedWeightsAndALayerThatItDoesNotHave() {
    Map<String, String> options =
        Map.of("bootstrap.servers", "kafka:9092", "training.backbone", "vgg16");

    assertThatThrownBy(() -> TrainerConfig.from(options))
        .hasMessageContainingAll(
            "training.backbone", "vgg16", "mobilenetv2, efficientnet-lite0, efficientnet-lite2");
    assertThatThrownBy(
            () ->
                TrainerConfig.from(
                    Map.of(
                        "bootstrap.servers", "kafka:9092",
                        "training.backbone", "efficientnet-lite0",
                        "fine.tune.from.layer", "150")))
        .hasMessageContainingAll(
            "fine.tune.from.layer", "150", "1 to 140, the layers of efficientnet-lite0");
  }

  @Test
  void shouldTellEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                TrainerConfig.from(
                    Map.of(
                        "split.validation", "0.5",
                        "freeze.epochs", "none",
                        "device", "tpu",
                        "training.size", "1024",
                        "trigger.stability", "NaN",
                        "colour", "blue")))
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            invalid ->
                assertThat(invalid.problems())
                    .hasSize(7)
                    .anyMatch(problem -> problem.startsWith("split.validation = '0.5'"))
                    .anyMatch(problem -> problem.contains("32 to 512"))
                    .anyMatch(problem -> problem.startsWith("bootstrap.servers is missing")));
  }
}
