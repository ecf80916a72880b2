package io.afterimage.trainer.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.kafka.topics.StartException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Notification;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.notifications.Receiver;
import io.afterimage.trainer.service.FakeModels;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with the real base and engines, on images of 32x32, against a real broker. */
class TrainerIT {

  private static final Duration LIMIT = Conversation.LIMIT;

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

  private static Conversation talk(TopicNames names) {
    return new Conversation(stage, names);
  }

  private static List<ConsumerRecord<String, byte[]>> awaitExamples(TopicNames names, int count) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> stage.records(names.trainingSet()).size() >= count);
    return stage.records(names.trainingSet());
  }

  @Test
  void shouldSeparateTrainersByTheirTopicPrefixAlone() {
    TopicNames one = stage.topics("one.");
    TopicNames two = stage.topics("two.");
    try (TrainerInstance first = TrainerInstance.start(TrainerConfig.from(byPrefixAlone(one)));
        TrainerInstance second = TrainerInstance.start(TrainerConfig.from(byPrefixAlone(two)))) {
      await().atMost(LIMIT).until(() -> first.isActive() && second.isActive());

      talk(one).send(new Command.Status("how", Instant.now()));
      talk(two).send(new Command.Status("how", Instant.now()));
      talk(one).reply("how", Reply.Done.class);
      talk(two).reply("how", Reply.Done.class);

      Map<String, String> intruder = byPrefixAlone(stage.topics("three."));
      intruder.put("application.id", "one.afterimage-trainer");
      assertThatThrownBy(() -> TrainerInstance.start(TrainerConfig.from(intruder)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("group 'one.afterimage-trainer' is in use for other topics")
          .hasMessageContaining("one.control");
      await().atMost(LIMIT).until(() -> first.isActive() && second.isActive());
    }
  }

  @Test
  void shouldLeaveNothingOpenWhenItsPortIsTaken() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors), "only Linux lists what a process has open");
    Map<String, String> options = stage.options(stage.topics("port."), "unlucky");
    try (ServerSocket taken = new ServerSocket(0)) {
      options.put("http.port", Integer.toString(taken.getLocalPort()));

      assertThatThrownBy(() -> TrainerInstance.start(TrainerConfig.from(options)))
          .hasMessageContaining("cannot serve metrics on port " + taken.getLocalPort());
    }

    try (Stream<Path> open = Files.list(descriptors)) {
      assertThat(open.map(TrainerIT::target))
          .noneMatch(file -> file.contains(options.get("state.dir")));
    }
  }

  /** Empty where the descriptor was closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<String, String> byPrefixAlone(TopicNames names) {
    Map<String, String> options = new HashMap<>(stage.options(names, "alone"));
    options.keySet().removeAll(Set.of("application.id", "publisher.id"));
    return options;
  }

  @Test
  void shouldTrainAndPublishOnceWhateverComesTwice() {
    TopicNames names = stage.topics("once.");
    stage.feedback(names, 2, 0, 120);
    try (TrainerInstance trainer =
        TrainerInstance.start(TrainerConfig.from(stage.options(names, "a")))) {
      awaitExamples(names, 120);
      talk(names).send(Conversation.retrain("first", 3, 1));
      talk(names).send(Conversation.retrain("first", 3, 1));
      stage.send(names.control(), "broken", new byte[] {'?'});

      Reply.Done done = talk(names).reply("first", Reply.Done.class);
      assertThat(done.outcome())
          .isInstanceOfSatisfying(
              Reply.Published.class,
              published -> {
                assertThat(published.modelVersion()).isEqualTo("v1");
                assertThat(published.candidateAccuracy().orElseThrow()).isGreaterThan(0.9);
                assertThat(published.activeAccuracy()).isEmpty();
              });
      talk(names).send(new Command.Pin("pin", "v1", Optional.empty(), Instant.now()));
      talk(names).send(new Command.RollBack("back", "v7", Optional.empty(), Instant.now()));
      talk(names).send(new Command.Status("how", Instant.now()));
      assertThat(talk(names).reply("how", Reply.Done.class).text())
          .contains("active version v1 (pinned)", "120 images", "green=60", "red=60");

      assertThat(talk(names).replies("first"))
          .hasSize(6)
          .startsWith(new Reply.Accepted("first", talk(names).replies("first").get(0).at()));
      assertThat(talk(names).replies("first"))
          .filteredOn(Reply.Progress.class::isInstance)
          .extracting(reply -> ((Reply.Progress) reply).phase())
          .containsExactly("freeze", "freeze", "freeze", "fine-tune");
      assertThat(talk(names).reply("broken", Reply.Refused.class).why()).contains("not a Command");
      assertThat(talk(names).reply("back", Reply.Refused.class).why()).contains("v7");
      await().atMost(LIMIT).until(trainer::isActive);
      assertThat(talk(names).runs())
          .singleElement()
          .returns(done.text(), TrainingRun::text)
          .returns(done.runFingerprint(), TrainingRun::runFingerprint)
          .returns("3", run -> run.settings().get("freeze.epochs"))
          .satisfies(
              run -> {
                assertThat(run.curve())
                    .extracting(TrainingRun.Epoch::phase)
                    .containsExactly("freeze", "freeze", "freeze", "fine-tune");
                assertThat(run.figures().orElseThrow().classes())
                    .extracting(RunFigures.ClassFigures::label)
                    .containsExactly("green", "red");
              });
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
  void shouldPromoteAShadowByItsAnswersAndAnotherOneByCommand() {
    TopicNames names = stage.topics("shadow.");
    Map<String, String> options = stage.options(names, "a");
    options.put("rollout.shadow.images", "30");
    try (ModelPublisher publisher =
            ModelPublisher.open(stage.clients(), names, "test", LIMIT, InstantSource.system());
        TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
      publisher.publish(FakeModels.model(1, 1));
      stageShadow(publisher, FakeModels.model(2, 1));
      shadowAnswers(names, 0, 29);
      awaitStatus(names, "answers a share of 0.5 of the images as a shadow: answered 29 of 30");

      shadowAnswers(names, 29, 30);

      await().atMost(LIMIT).until(() -> active(publisher).modelVersion().equals("v2"));
      assertThat(active(publisher).reason().orElseThrow())
          .contains("agreed with version v1 on 1.0000 of 30 images");
      stageShadow(publisher, FakeModels.model(3, 1));
      talk(names)
          .send(new Command.Promote("now", "v3", Optional.of("needed today"), Instant.now()));
      assertThat(talk(names).reply("now", Reply.Done.class).text())
          .isEqualTo("published as v3; v3 is active");
      assertThat(active(publisher).reason()).contains("needed today");
      await().atMost(LIMIT).until(trainer::isActive);
    }
  }

  private static void awaitStatus(TopicNames names, String text) {
    AtomicInteger asked = new AtomicInteger();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              String id = "how-" + asked.incrementAndGet();
              talk(names).send(new Command.Status(id, Instant.now()));
              return talk(names).reply(id, Reply.Done.class).text().contains(text);
            });
  }

  private static Announced active(ModelPublisher publisher) {
    return publisher.registry().active().orElseThrow();
  }

  private static void stageShadow(ModelPublisher publisher, ModelArtifact model) {
    publisher.stage(model, Provenance.NONE, ModelEvent.Stage.SHADOW, 0.5, Optional.empty());
  }

  private static void shadowAnswers(TopicNames names, int from, int to) {
    for (int i = from; i < to; i++) {
      String id = "live-" + i;
      ShadowPrediction answer =
          new ShadowPrediction(
              id,
              new ImagePointer(names.images(), 0, i),
              "v2",
              Optional.of("red"),
              Optional.of(0.75),
              Optional.empty(),
              5,
              "v1",
              "red",
              0.5,
              5,
              Instant.now());
      stage.send(names.shadowPredictions(), id, EventJson.write(answer));
    }
  }

  @Test
  void shouldTellTheWebhookEachEventWhateverRestarts() {
    TopicNames names = stage.topics("told.");
    Map<String, String> options = stage.options(names, "a");
    try (Receiver receiver = new Receiver();
        ModelPublisher publisher =
            ModelPublisher.open(stage.clients(), names, "test", LIMIT, InstantSource.system())) {
      options.put("notifications.url", receiver.url().toString());
      options.put("notifications.secret", Receiver.SECRET);
      publisher.publish(FakeModels.model(1, 1));
      try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
        await().atMost(LIMIT).until(() -> stage.committed("told.trainer-notifications") > 0);
        publisher.publish(FakeModels.model(2, 1));
        talk(names).send(Conversation.retrain("none", 1, 0));
        await().atMost(LIMIT).until(() -> ids(receiver).size() >= 3);
        assertThat(trainer.isActive()).isTrue();
      }
      publisher.rollBack("v2", Optional.of("worse"));
      try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
        await().atMost(LIMIT).until(() -> ids(receiver).size() >= 5);
        assertThat(trainer.terminated()).isNotDone();
      }

      assertThat(receiver.requests()).allMatch(Receiver.Request::signed);
      assertThat(receiver.taken())
          .extracting(Notification::text)
          .contains(
              "version v2 is active after v1",
              "version v2 was rolled back: worse",
              "version v1 is active after v2: version v2 was rolled back")
          .anyMatch(text -> text.startsWith("run none began"))
          .anyMatch(text -> text.startsWith("run none: refused:"))
          .noneMatch(text -> text.equals("version v1 is active"));
      assertThat(ids(receiver)).hasSize(5);
    }
  }

  /** One may come again after a restart, under the same id. */
  private static Set<String> ids(Receiver receiver) {
    return receiver.taken().stream().map(Notification::id).collect(Collectors.toSet());
  }

  @Test
  void shouldLearnFromImagesThatAreWrapped() {
    TopicNames names = stage.topics("wrapped.");
    byte[] image = PngImages.ofClass(40, 1, 7);
    byte[] text = Base64.getEncoder().encode(image);
    for (String id : List.of("plain", "wrapped")) {
      ImagePointer at = stage.send(names.images(), id, id.equals("plain") ? image : text);
      LabelledExample example =
          new LabelledExample(id, at, "green", "red", 0.5, "v0", Instant.ofEpochSecond(1000));
      stage.send(names.feedback(), id, EventJson.write(example));
    }
    Map<String, String> options = stage.options(names, "a");
    options.put("images.unwrap", "base64");

    try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
      List<ConsumerRecord<String, byte[]>> examples = awaitExamples(names, 2);

      assertThat(examples)
          .extracting(ConsumerRecord::key)
          .containsExactlyInAnyOrder("plain", "wrapped");
      assertThat(examples.get(0).value()).isNotEmpty().isEqualTo(examples.get(1).value());
      await().atMost(LIMIT).until(trainer::isActive);
    }
  }

  @Test
  void shouldRejectACandidateThatIsWorseAndTakeItBackIfItIsPublishedAnyway() {
    TopicNames names = stage.formerTopics("worse.");
    List<LabelledExample> labelled = stage.feedback(names, 2, 0, 120);
    try (TrainerInstance trainer =
        TrainerInstance.start(TrainerConfig.from(stage.options(names, "a")))) {
      Set<String> training =
          awaitExamples(names, 120).stream()
              .filter(record -> isHeader(record, "split", "train"))
              .map(ConsumerRecord::key)
              .collect(Collectors.toSet());
      List<LabelledExample> mislabelled =
          labelled.stream()
              .filter(example -> training.contains(example.imageId()))
              .map(TrainerIT::mislabelled)
              .toList();
      talk(names).send(Conversation.retrain("good", 3, 0));
      talk(names).reply("good", Reply.Done.class);
      stage.topics("worse.");
      mislabelled.forEach(
          example -> stage.send(names.feedback(), example.imageId(), EventJson.write(example)));
      awaitExamples(names, 120 + mislabelled.size());
      talk(names).send(Conversation.retrain("bad", 3, 0));

      Reply.Done done = talk(names).reply("bad", Reply.Done.class);
      Reply.Rejected rejected = (Reply.Rejected) done.outcome();
      double active = rejected.activeAccuracy().orElseThrow();
      assertThat(rejected.candidateAccuracy()).isLessThan(active - 0.1);
      assertThat(done.text())
          .contains(String.format(Locale.ROOT, "accuracy %.4f", rejected.candidateAccuracy()))
          .contains(String.format(Locale.ROOT, "active version %.4f", active));
      assertThat(registry(names).history()).hasSize(1);
      assertThat(talk(names).runs())
          .as("from when on there is a topic for it")
          .singleElement()
          .returns("bad", TrainingRun::commandId)
          .returns(TrainingRun.Outcome.REJECTED, TrainingRun::outcome)
          .returns(done.text(), TrainingRun::text);

      talk(names).send(new Command.Promote("anyway", "bad", Optional.empty(), Instant.now()));
      assertThat(talk(names).reply("anyway", Reply.Done.class).active()).contains("v2");
      labelled(names, 120, 160);
      Reply.Done back = talk(names).reply("auto-rollback-v2", Reply.Done.class);
      assertThat(back.active()).contains("v1");
      talk(names).send(new Command.Promote("again", "bad", Optional.empty(), Instant.now()));
      assertThat(talk(names).reply("again", Reply.Refused.class).why()).contains("was rolled back");
      await().atMost(LIMIT).until(trainer::isActive);
    }
    assertThat(registry(names).active().orElseThrow().modelVersion()).isEqualTo("v1");
    assertThat(registry(names).history("v2").orElseThrow().reason().orElseThrow())
        .contains("by the watch after its promotion: version v2 names")
        .contains("labelled images right", "version v1", "worse");
  }

  private static ModelRegistry registry(TopicNames names) {
    return ModelEventReader.readAll(stage.clients(), names.modelEvents(), LIMIT);
  }

  /** Images of two classes that people label now. */
  private static void labelled(TopicNames names, int from, int to) {
    for (int i = from; i < to; i++) {
      String id = "live-%04d".formatted(i);
      ImagePointer at = stage.send(names.images(), id, PngImages.ofClass(40, i % 2, i));
      LabelledExample example =
          new LabelledExample(id, at, Stage.LABELS.get(i % 2), "red", 0.5, "v2", Instant.now());
      stage.send(names.feedback(), id, EventJson.write(example));
    }
  }

  @Test
  void shouldLetAnotherReplicaResumeTheRunOfOneThatWasKilled() {
    TopicNames names = stage.topics("killed.");
    try (ServiceProcess first =
            Stage.trainer(stage.options(names, "a"), folder.resolve("first.log")).start();
        ServiceProcess second =
            Stage.trainer(stage.options(names, "b"), folder.resolve("second.log")).start()) {
      stage.feedback(names, 2, 0, 60);
      awaitExamples(names, 60);
      talk(names).send(Conversation.retrain("long", 5000, 0));
      talk(names).reply("long", Reply.Progress.class);
      boolean firstActs = hasActed(folder.resolve("first.log"));
      assertThat(hasActed(folder.resolve("second.log"))).isEqualTo(!firstActs);

      stage.feedback(names, 2, 60, 120);
      (firstActs ? first : second).kill();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> talk(names).replies("long", Reply.Accepted.class).size() == 2);
      talk(names).send(new Command.Cancel("stop", Optional.of("long"), Instant.now()));

      assertThat(talk(names).reply("long", Reply.Failed.class).reason()).contains("cancelled");
      talk(names).reply("stop", Reply.Done.class);
      List<ConsumerRecord<String, byte[]>> examples = awaitExamples(names, 120);
      assertThat(examples.stream().collect(groupingBy(ConsumerRecord::key, counting())).values())
          .hasSize(120)
          .containsOnly(1L);
      assertThat((firstActs ? second : first).terminate(180)).isEqualTo(143);
    }
  }

  @Test
  void shouldTrainByItselfWhenThereAreEnoughNewLabels() {
    TopicNames names = stage.topics("due.");
    Map<String, String> options = stage.options(names, "a");
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
      assertThat(talk(names).reply(due.commandId(), Reply.Done.class).outcome())
          .isNotEqualTo(new Reply.Completed());
      assertThat(trainer.terminated()).isNotDone();
      assertThat(stage.records(names.control())).hasSize(1);
    }
  }

  @Test
  void shouldRefreshByItselfAfterFewLabelsAndLearnANewClass() {
    TopicNames names = stage.topics("refresh.");
    Map<String, String> options = stage.options(names, "a");
    options.put("refresh.new.labels", "40");
    options.put("refresh.minimum.pause", "0s");
    try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
      stage.feedback(names, 2, 0, 40);
      assertThat(refreshed(names, 1).outcome())
          .isInstanceOfSatisfying(
              Reply.Published.class, first -> assertThat(first.modelVersion()).isEqualTo("v1"));

      stage.feedback(names, 3, 40, 100);
      assertThat(refreshed(names, 2).outcome())
          .isInstanceOfSatisfying(
              Reply.Published.class,
              second ->
                  assertThat(second.candidateAccuracy().orElseThrow())
                      .isGreaterThan(second.activeAccuracy().orElseThrow()));
      assertThat(trainer.terminated()).isNotDone();
    }
  }

  @Test
  void shouldLetAVersionWaitForApprovalWhoeverLeads() {
    TopicNames names = stage.topics("approve.");
    Map<String, String> options = stage.options(names, "a");
    options.put("promotion", "approve");
    options.put("refresh.new.labels", "40");
    options.put("refresh.minimum.pause", "0s");
    try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
      stage.feedback(names, 2, 0, 40);
      assertThat(refreshed(names, 1).text())
          .startsWith("published as v1 to wait for approval")
          .endsWith("no version is active");
      assertThat(trainer.terminated()).isNotDone();
    }
    try (TrainerInstance next = TrainerInstance.start(TrainerConfig.from(options))) {
      awaitStatus(names, "version v1 waits for approval until");
      assertThat(next.metrics().get("afterimage.approval.waiting").gauge().value()).isEqualTo(1);
      Optional<String> why = Optional.of("as hoped (anna)");
      talk(names).send(new Command.Approve("wrong", "v2", why, Instant.now()));
      assertThat(talk(names).reply("wrong", Reply.Refused.class).why())
          .startsWith("version v2 does not wait for approval: it is unknown; version v1 does");

      talk(names).send(new Command.Approve("right", "v1", why, Instant.now()));
      assertThat(talk(names).reply("right", Reply.Done.class).text())
          .isEqualTo("version v1 is approved: as hoped (anna); v1 is active");
    }
    assertThat(registry(names).active().orElseThrow().reason().orElseThrow())
        .contains("new labels")
        .endsWith("approved: as hoped (anna)");
  }

  /** What came of a refresh that the trainer asked for, by its place among them. */
  private static Reply.Done refreshed(TopicNames names, int number) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> stage.records(names.control()).size() >= number);
    Command.Retrain due =
        (Command.Retrain)
            EventJson.read(stage.records(names.control()).get(number - 1).value(), Command.class);
    assertThat(due.isRefresh()).isTrue();
    return talk(names).reply(due.commandId(), Reply.Done.class);
  }

  private static LabelledExample mislabelled(LabelledExample example) {
    return new LabelledExample(
        example.imageId(),
        example.picture(),
        example.label().equals("red") ? "green" : "red",
        example.predictedLabel(),
        example.confidence(),
        example.modelVersion(),
        example.labelledAt().plusSeconds(3600));
  }

  private static boolean isHeader(ConsumerRecord<?, ?> record, String name, String value) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8)
        .equals(value);
  }

  private static boolean hasActed(Path log) {
    try {
      return Files.readString(log).contains("elected leader");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
