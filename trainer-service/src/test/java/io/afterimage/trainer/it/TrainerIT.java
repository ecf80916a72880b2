package io.afterimage.trainer.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.events.Command;
import io.afterimage.events.EventJson;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.Reply;
import io.afterimage.events.ScheduleOverrides;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.registry.ModelEventReader;
import io.afterimage.model.registry.ModelRegistry;
import io.afterimage.model.store.KafkaModelStore;
import io.afterimage.topics.TopicNames;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with the real base and engines, on pictures of 32x32, against a real broker. */
class TrainerIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = new Stage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static Map<String, String> options(TopicNames names, String replica) {
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", stage.broker.bootstrapServers());
    options.put("application.id", names.prefix() + "trainer");
    options.put("publisher.id", names.prefix() + "publisher");
    options.put("topic.prefix", names.prefix());
    options.put("training.size", "32");
    options.put("training.minimum.per.class", "10");
    options.put("freeze.learning.rate", "0.01");
    options.put("state.dir", folder.resolve(names.prefix() + replica).toString());
    options.put("kafka.session.timeout.ms", "3000");
    options.put("kafka.heartbeat.interval.ms", "500");
    return options;
  }

  private static void send(TopicNames names, Command command) {
    stage.send(names.control(), command.commandId(), EventJson.write(command));
  }

  private static Command retrain(String id, int epochs, int fineTuneEpochs) {
    ScheduleOverrides overrides =
        new ScheduleOverrides(
            Optional.of(epochs),
            Optional.of(fineTuneEpochs),
            Optional.empty(),
            Optional.empty(),
            Optional.of(16),
            Optional.empty());
    return new Command.Retrain(id, overrides, Optional.empty(), Instant.now());
  }

  private static List<Reply> replies(TopicNames names, String id) {
    return stage.records(names.controlReplies()).stream()
        .filter(record -> record.key().equals(id))
        .map(record -> EventJson.read(record.value(), Reply.class))
        .toList();
  }

  private static <T extends Reply> T reply(TopicNames names, String id, Class<T> kind) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> replies(names, id).stream().anyMatch(kind::isInstance));
    return replies(names, id).stream().filter(kind::isInstance).map(kind::cast).toList().get(0);
  }

  private static long count(List<Reply> replies, Class<? extends Reply> kind) {
    return replies.stream().filter(kind::isInstance).count();
  }

  private static List<ConsumerRecord<String, byte[]>> awaitExamples(TopicNames names, int count) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> stage.records(names.trainingSet()).size() >= count);
    return stage.records(names.trainingSet());
  }

  @Test
  void shouldTrainAndPublishOnceWhateverComesTwice() {
    TopicNames names = stage.topics("once.");
    stage.feedback(names, 2, 0, 120);
    try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options(names, "a")))) {
      awaitExamples(names, 120);
      send(names, retrain("first", 3, 1));
      send(names, retrain("first", 3, 1));
      stage.send(names.control(), "broken", new byte[] {'?'});

      Reply.Done done = reply(names, "first", Reply.Done.class);
      assertThat(done.outcome())
          .isInstanceOfSatisfying(
              Reply.Published.class,
              published -> {
                assertThat(published.modelVersion()).isEqualTo("v1");
                assertThat(published.candidateAccuracy().orElseThrow()).isGreaterThan(0.9);
                assertThat(published.activeAccuracy()).isEmpty();
              });
      send(names, new Command.Pin("pin", "v1", Optional.empty(), Instant.now()));
      send(names, new Command.RollBack("back", "v7", Optional.empty(), Instant.now()));
      send(names, new Command.Status("how", Instant.now()));
      assertThat(reply(names, "how", Reply.Done.class).text())
          .contains("active version v1 (pinned)", "120 pictures", "green=60", "red=60");

      assertThat(replies(names, "first"))
          .hasSize(6)
          .startsWith(new Reply.Accepted("first", replies(names, "first").get(0).at()));
      assertThat(replies(names, "first"))
          .filteredOn(Reply.Progress.class::isInstance)
          .extracting(reply -> ((Reply.Progress) reply).phase())
          .containsExactly("freeze", "freeze", "freeze", "fine-tune");
      assertThat(reply(names, "broken", Reply.Refused.class).why()).contains("not a Command");
      assertThat(reply(names, "back", Reply.Refused.class).why()).contains("v7");
      assertThat(trainer.isActive()).isTrue();
    }
    ModelRegistry registry = ModelEventReader.readAll(stage.clients(), names.modelEvents(), LIMIT);
    assertThat(registry.history()).hasSize(1);
    Announced announced = registry.active().orElseThrow();
    assertThat(announced.labels()).containsExactly("green", "red");
    assertThat(announced.validationAccuracy().orElseThrow()).isGreaterThan(0.9);
    try (KafkaModelStore store =
        KafkaModelStore.forReading(
            stage.clients(), KafkaModelStore.Settings.of(names.modelArtifacts()))) {
      ModelArtifact stored = store.get("v1", announced.location());
      assertThat(stored.verified().manifest().version()).isEqualTo("v1");
    }
  }

  @Test
  void shouldLetAnotherReplicaResumeTheRunOfOneThatWasKilled() {
    TopicNames names = stage.topics("killed.");
    try (ServiceProcess first =
            Stage.trainer(options(names, "a"), folder.resolve("first.log")).start();
        ServiceProcess second =
            Stage.trainer(options(names, "b"), folder.resolve("second.log")).start()) {
      stage.feedback(names, 2, 0, 60);
      awaitExamples(names, 60);
      send(names, retrain("long", 5000, 0));
      reply(names, "long", Reply.Progress.class);
      boolean firstActs = hasActed(folder.resolve("first.log"));
      assertThat(hasActed(folder.resolve("second.log"))).isEqualTo(!firstActs);

      stage.feedback(names, 2, 60, 120);
      (firstActs ? first : second).kill();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> count(replies(names, "long"), Reply.Accepted.class) == 2);
      send(names, new Command.Cancel("stop", Optional.of("long"), Instant.now()));

      assertThat(reply(names, "long", Reply.Failed.class).reason()).contains("cancelled");
      reply(names, "stop", Reply.Done.class);
      List<ConsumerRecord<String, byte[]>> examples = awaitExamples(names, 120);
      assertThat(examples.stream().collect(groupingBy(ConsumerRecord::key, counting())).values())
          .hasSize(120)
          .containsOnly(1L);
      assertThat((firstActs ? second : first).terminate(30)).isEqualTo(143);
    }
  }

  @Test
  void shouldTrainByItselfWhenThereAreEnoughNewLabels() {
    TopicNames names = stage.topics("due.");
    Map<String, String> options = options(names, "a");
    options.put("trigger.new.labels", "80");
    options.put("trigger.minimum.pause", "0s");
    options.put("freeze.epochs", "2");
    options.put("fine.tune.epochs", "0");
    try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
      stage.feedback(names, 2, 0, 80);
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !stage.records(names.control()).isEmpty());
      Command.Retrain due =
          (Command.Retrain)
              EventJson.read(stage.records(names.control()).get(0).value(), Command.class);
      assertThat(due.reason()).contains("80 new labels");
      assertThat(reply(names, due.commandId(), Reply.Done.class).outcome())
          .isNotEqualTo(new Reply.Completed());
      assertThat(trainer.terminated()).isNotDone();
      assertThat(stage.records(names.control())).hasSize(1);
    }
  }

  private static boolean hasActed(Path log) {
    try {
      return Files.readString(log).contains("elected: this trainer acts");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
