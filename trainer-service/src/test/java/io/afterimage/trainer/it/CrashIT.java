package io.afterimage.trainer.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trainer in its own process is ended by SIGKILL where it hurts, and started again. What can be
 * seen from outside says when; where that would pass too quickly, the broker's quotas slow down the
 * one client that writes then.
 */
class CrashIT {

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

  private static ServiceProcess trainer(TopicNames names) {
    return Stage.trainer(stage.options(names, "a"), folder.resolve(names.prefix() + "trainer.log"))
        .start();
  }

  @Test
  void shouldTakeEachLabelOnceWhenKilledInTheMiddleOfIntake() {
    TopicNames names = stage.topics("intake.");
    Conversation conversation = new Conversation(stage, names);
    String intake = "producer-" + names.prefix() + "trainer-intake";
    List<LabelledExample> labelled = stage.feedback(names, 2, 0, 600);
    stage.slowDown(intake, 20_000);
    try (ServiceProcess trainer = trainer(names)) {
      awaitOpenTransaction(names.trainingSet(), 0);
      trainer.kill();
      assertThat(stage.records(names.trainingSet())).as("killed before a first commit").isEmpty();

      stage.slowDown(intake, 100_000);
      trainer.start();
      awaitOpenTransaction(names.trainingSet(), 100);
      trainer.kill();
      int before = stage.records(names.trainingSet()).size();
      assertThat(before).as("killed in the middle").isBetween(100, labelled.size() - 1);

      stage.fullSpeed(intake);
      trainer.start();
      soon(() -> stage.records(names.trainingSet()).size() >= labelled.size());
      conversation.send(new Command.Status("how", Instant.now()));
      assertThat(conversation.reply("how", Reply.Done.class).text())
          .contains(labelled.size() + " images in the buffer");
      assertTakenOnce(names, labelled);
    }
  }

  @Test
  void shouldGoOnWithARunAndCompleteItOnceWhenKilledInEachPhase() {
    TopicNames names = stage.topics("phases.");
    Conversation conversation = new Conversation(stage, names);
    List<LabelledExample> labelled = stage.feedback(names, 2, 0, 160);
    try (ServiceProcess trainer = trainer(names);
        AnnouncementWatch watch = new AnnouncementWatch(stage, names)) {
      soon(() -> stage.records(names.trainingSet()).size() >= labelled.size());
      conversation.send(Conversation.retrain("run", 30, 12));
      conversation.awaitEpoch("run", "freeze", 3);
      trainer.kill();
      assertThat(phases(conversation)).containsOnly("freeze");

      trainer.start();
      conversation.awaitEpoch("run", "fine-tune", 32);
      trainer.kill();
      assertThat(conversation.replies("run", Reply.Done.class)).isEmpty();

      trainer.start();
      assertPublishedOnce(conversation, watch, "v1", 3);
      assertWentOn(epochs(conversation), 42);
      assertTakenOnce(names, labelled);
    }
  }

  @Test
  void shouldPublishOnceWhenKilledFromTheUploadToTheReply() {
    TopicNames names = stage.topics("upload.");
    Conversation conversation = new Conversation(stage, names);
    String artifacts = "producer-" + names.prefix() + "publisher-artifacts";
    String events = "producer-" + names.prefix() + "publisher-events";
    String replies = "producer-" + names.prefix() + "trainer-control";
    List<LabelledExample> labelled = stage.feedback(names, 2, 0, 80);
    try (ServiceProcess trainer = trainer(names);
        AnnouncementWatch watch = new AnnouncementWatch(stage, names)) {
      soon(() -> stage.records(names.trainingSet()).size() >= labelled.size());
      stage.slowDown(artifacts, 100_000);
      conversation.send(Conversation.retrain("run", 3, 0));
      soon(() -> stage.end(names.modelArtifacts(), READ_UNCOMMITTED) > 3);
      trainer.kill();
      long half = stage.end(names.modelArtifacts(), READ_UNCOMMITTED);
      assertThat(stage.records(names.modelArtifacts()))
          .as("killed in the upload: what the candidate was made with is there, nothing of it")
          .allMatch(record -> record.key().startsWith("examples/"));

      trainer.start();
      soon(() -> stage.records(names.modelEvents()).size() == 2);
      // The second number is reserved: from here on the log of events takes nothing.
      stage.slowDown(events, 1);
      stage.fullSpeed(artifacts);
      soon(() -> stage.end(names.modelArtifacts(), READ_COMMITTED) > half + 10);
      trainer.kill();
      assertThat(watch.announced()).as("killed before it was announced").isEmpty();

      stage.fullSpeed(events);
      stage.slowDown(artifacts, 800_000);
      trainer.start();
      soon(() -> conversation.replies("run", Reply.Accepted.class).size() == 3);
      stage.slowDown(replies, 1);
      soon(() -> !watch.announced().isEmpty());
      trainer.kill();
      assertThat(conversation.replies("run", Reply.Done.class))
          .as("killed before it was replied")
          .isEmpty();

      stage.fullSpeed(replies);
      stage.fullSpeed(artifacts);
      trainer.start();
      assertPublishedOnce(conversation, watch, "v3", 4);
      assertThat(conversation.replies("run", Reply.Progress.class)).as("trained once").hasSize(3);
      assertTakenOnce(names, labelled);
    }
  }

  /**
   * Under the number that the last of the publishers reserved; those of killed ones stay unused.
   */
  private static void assertPublishedOnce(
      Conversation conversation, AnnouncementWatch watch, String version, int attempts) {
    TopicNames names = conversation.names();
    assertThat(conversation.reply("run", Reply.Done.class).outcome())
        .isInstanceOfSatisfying(
            Reply.Published.class,
            published -> assertThat(published.modelVersion()).isEqualTo(version));
    conversation.send(new Command.Status("how", Instant.now()));
    assertThat(conversation.reply("how", Reply.Done.class).text())
        .contains("no run is in progress", "active version " + version);
    assertThat(conversation.replies("run", Reply.Done.class)).hasSize(1);
    assertThat(conversation.replies("run", Reply.Failed.class)).isEmpty();
    assertThat(conversation.runs())
        .singleElement()
        .returns("run", TrainingRun::commandId)
        .returns(Optional.of(version), TrainingRun::modelVersion)
        .returns(attempts, TrainingRun::attempts);
    assertThat(stage.committed(names.prefix() + "trainer")).as("commands done with").isEqualTo(2);
    assertThat(watch.allWhole()).singleElement().matches(v -> v.modelVersion().equals(version));
  }

  private static void assertTakenOnce(TopicNames names, List<LabelledExample> labelled) {
    Map<String, Long> times =
        stage.records(names.trainingSet()).stream()
            .collect(groupingBy(ConsumerRecord::key, counting()));
    assertThat(times.keySet())
        .containsExactlyInAnyOrderElementsOf(
            labelled.stream().map(LabelledExample::imageId).toList());
    assertThat(times.values()).containsOnly(1L);
    assertThat(stage.committed(names.prefix() + "trainer-intake")).isEqualTo(labelled.size());
  }

  /**
   * Progress is sent in the background and short epochs follow quickly, so a kill may cost the
   * replies of the last few, or make one be heard of twice. A run that began anew would go back.
   */
  private static void assertWentOn(List<Integer> epochs, int last) {
    assertThat(epochs).as("epochs heard of").isSorted().startsWith(1, 2, 3).endsWith(last);
    assertThat(epochs).as("two kills").hasSizeBetween(last - 10, last + 2);
  }

  private static List<Integer> epochs(Conversation conversation) {
    return conversation.replies("run", Reply.Progress.class).stream()
        .map(Reply.Progress::epoch)
        .toList();
  }

  private static List<String> phases(Conversation conversation) {
    return conversation.replies("run", Reply.Progress.class).stream()
        .map(Reply.Progress::phase)
        .distinct()
        .toList();
  }

  /** Waits until records are written that are not committed, behind so many that are. */
  private static void awaitOpenTransaction(String topic, long committed) {
    soon(
        () -> {
          long stable = stage.end(topic, READ_COMMITTED);
          return stable >= committed && stage.end(topic, READ_UNCOMMITTED) > stable;
        });
  }

  private static void soon(Callable<Boolean> condition) {
    await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(condition);
  }
}
