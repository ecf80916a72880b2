package io.afterimage.trainer.intake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.PngImages;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ExampleRecords;
import io.afterimage.trainer.buffer.ReplayBuffer;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.it.Stage;
import io.afterimage.trainer.requests.LabelRequests;
import io.afterimage.trainer.requests.RequestConfig;
import io.afterimage.trainer.requests.RequestMetrics;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Intake against a real broker. An intake that is never closed stands for one that is stuck. */
class FeedbackIntakeIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static Stage stage;

  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeAll
  static void start() {
    stage = new Stage(folder);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private FeedbackIntake open(TopicNames names, ReplayBuffer buffer) {
    return FeedbackIntake.start(
        new FeedbackIntake.Settings(
            stage.clients(),
            names.feedback(),
            names.trainingSet(),
            names.prefix() + "intake",
            names.prefix() + "intake",
            Grouping.BY_HEADER,
            LIMIT),
        buffer,
        new TrainingImages(new ImageDecoder(ImageLimits.DEFAULT), InputSpec.square(16)),
        new IntakeMetrics(meters, buffer),
        new FeedbackIntake.Listener() {
          @Override
          public void taken(LabelledExample example, boolean changed) {
            taken.add((changed ? "changed " : "same ") + example.imageId());
          }
        },
        Clock.systemUTC());
  }

  private static ReplayBuffer buffer(int images) {
    return new ReplayBuffer(new BufferLimits(images, images, StableSplit.SERVICE));
  }

  private double count(String outcome) {
    return meters.get("afterimage.feedback.examples").tag("outcome", outcome).counter().count();
  }

  @Test
  void shouldTakeEachExampleOnceWhoeverTakesOver() {
    TopicNames names = stage.topics("once.");
    ReplayBuffer first = buffer(1000);
    ReplayBuffer second = buffer(1000);
    ReplayBuffer third = buffer(1000);
    stage.feedback(names, 3, 0, 150);
    FeedbackIntake stuck = open(names, first);
    await().atMost(LIMIT).until(() -> first.size() > 0);
    FeedbackIntake heir = open(names, second);
    heir.filled().join();
    stage.feedback(names, 3, 150, 300);
    await().atMost(LIMIT).until(() -> second.size() == 300);
    await().atMost(LIMIT).until(() -> stuck.ended().isCompletedExceptionally());
    heir.close();

    List<ConsumerRecord<String, byte[]>> written = stage.records(names.trainingSet());
    assertThat(written.stream().collect(groupingBy(ConsumerRecord::key, counting())).values())
        .hasSize(300)
        .containsOnly(1L);
    assertThat(stage.committed(names.prefix() + "intake")).isEqualTo(300);
    try (FeedbackIntake afterDiskLoss = open(names, third)) {
      afterDiskLoss.filled().join();
      assertThat(ids(third)).isEqualTo(ids(second));
    }
  }

  @Test
  void shouldNameWhatHasExpiredAndTakeTheRest() throws Exception {
    TopicNames names = stage.topics("expired.");
    List<ImagePointer> pointers =
        IntStream.range(0, 20)
            .mapToObj(i -> stage.send(names.images(), "p" + i, PngImages.ofColour(20, i)))
            .toList();
    long kept =
        pointers.stream()
            .filter(at -> at.partition() == 0)
            .skip(3)
            .findFirst()
            .orElseThrow()
            .offset();
    try (Admin admin = stage.clients().admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(names.images(), 0), RecordsToDelete.beforeOffset(kept)))
          .all()
          .get();
    }
    for (int i = 0; i < 20; i++) {
      LabelledExample example =
          new LabelledExample(
              "p" + i, pointers.get(i), "cat", "dog", 0.6, "v1", Instant.ofEpochSecond(i));
      stage.send(names.feedback(), "p" + i, EventJson.write(example));
    }
    ImagePointer nowhere = new ImagePointer("no-such-topic", 0, 5);
    stage.send(
        names.feedback(),
        "lost",
        EventJson.write(
            new LabelledExample("lost", nowhere, "cat", "dog", 0.6, "v1", Instant.EPOCH)));
    stage.send(names.feedback(), "broken", new byte[] {'{'});
    ReplayBuffer buffer = buffer(100);

    FeedbackIntake intake = open(names, buffer);
    await().atMost(LIMIT).until(() -> buffer.size() + count("expired") + count("malformed") >= 22);
    intake.close();

    assertThat(count("expired")).isEqualTo(4);
    assertThat(count("malformed")).isEqualTo(1);
    assertThat(buffer.size()).isEqualTo(17);
  }

  @Test
  void shouldEvictFromTheTopicWhatTheBufferDoesNotHold() {
    TopicNames names = stage.topics("evicted.");
    stage.feedback(names, 2, 0, 30);
    ReplayBuffer wide = buffer(20);
    FeedbackIntake first = open(names, wide);
    await().atMost(LIMIT).until(() -> count("added") == 30);
    first.close();
    ReplayBuffer narrow = buffer(10);
    try (FeedbackIntake intake = open(names, narrow)) {
      intake.filled().join();
    }
    ReplayBuffer rebuilt = buffer(100);
    try (FeedbackIntake intake = open(names, rebuilt)) {
      intake.filled().join();
    }

    assertThat(wide.size()).isEqualTo(20);
    assertThat(ids(rebuilt)).hasSize(10).isEqualTo(ids(narrow));
  }

  @Test
  void shouldTakeInWhatOthersLoadWhileItWorks() {
    TopicNames names = stage.topics("loaded.");
    stage.feedback(names, 2, 0, 10);
    ReplayBuffer buffer = buffer(16);
    ReplayBuffer rebuilt = buffer(100);
    try (FeedbackIntake intake = open(names, buffer)) {
      await().atMost(LIMIT).until(() -> buffer.size() == 10);
      List<Example> before = buffer.snapshot();

      load(names, 12, i -> "file-" + i);
      await().atMost(LIMIT).until(() -> count("loaded") == 12);
      load(names, 1, i -> before.get(0).id());
      load(names, 1, i -> "file-last");
      await().atMost(LIMIT).until(() -> count("loaded") == 13);

      assertThat(intake.ended()).isNotDone();
      assertThat(buffer.size()).isEqualTo(16);
      assertThat(buffer.find(before.get(0).id()).map(Example::label))
          .isNotEqualTo(Optional.of("loaded"));
    }
    try (FeedbackIntake intake = open(names, rebuilt)) {
      intake.filled().join();
    }
    assertThat(ids(rebuilt)).isEqualTo(ids(buffer));
  }

  @Test
  void shouldNotLearnWhatLiesInATopicThatWasMadeAgain() throws Exception {
    TopicNames names = stage.topics("recreated.");
    byte[] bag = PngImages.ofColour(20, 1);
    ImagePointer at = stage.send(names.images(), "p", bag);
    try (Admin admin = stage.clients().admin()) {
      admin.deleteTopics(List.of(names.images())).all().get();
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(
              () -> {
                admin.createTopics(List.of(new NewTopic(names.images(), 2, (short) 1))).all().get();
                return true;
              });
    }
    await()
        .atMost(LIMIT)
        .until(() -> stage.send(names.images(), "p", PngImages.ofColour(20, 2)).equals(at));
    ImagePointer kept = stage.send(names.images(), "q", bag);
    for (ImagePointer pointer : List.of(at, kept)) {
      String id = pointer.equals(at) ? "p" : "q";
      LabelledExample example =
          new LabelledExample(
              id,
              pointer,
              "bag",
              "bag",
              0.6,
              "v1",
              Instant.EPOCH,
              Optional.of("ann"),
              Optional.of(Sha256.of(bag)));
      stage.send(names.feedback(), id, EventJson.write(example));
    }
    ReplayBuffer buffer = buffer(100);

    try (FeedbackIntake intake = open(names, buffer)) {
      await().atMost(LIMIT).until(() -> buffer.size() + count("replaced") >= 2);
      assertThat(intake.ended()).isNotDone();
    }

    assertThat(ids(buffer)).containsExactly("q");
    assertThat(count("replaced")).isEqualTo(1);
  }

  @Test
  void shouldForgetWhatIsTakenBackAndFollowWhatOthersRenameAndRemove() {
    TopicNames names = stage.topics("retracted.");
    stage.feedback(names, 2, 0, 10);
    ReplayBuffer buffer = buffer(100);
    ReplayBuffer rebuilt = buffer(100);
    try (FeedbackIntake intake = open(names, buffer)) {
      await().atMost(LIMIT).until(() -> buffer.size() == 10);
      List<Example> before = buffer.snapshot();
      await().atMost(LIMIT).until(() -> taken.size() == 10);
      assertThat(taken).allMatch(one -> one.startsWith("changed "));
      label(names, before.get(3), before.get(3).label());
      await().atMost(LIMIT).until(() -> taken.size() == 11);
      label(names, before.get(3), "teal");
      await().atMost(LIMIT).until(() -> taken.size() == 12);
      assertThat(taken.subList(10, 12))
          .containsExactly("same " + before.get(3).id(), "changed " + before.get(3).id());
      stage.send(names.feedback(), before.get(0).id(), null);
      try (TransactionalWriter writer = new TransactionalWriter(stage.clients(), "edit", LIMIT)) {
        writer.write(ExampleRecords.remove(names.trainingSet(), before.get(1).id()));
        writer.write(
            ExampleRecords.replace(
                names.trainingSet(),
                before.get(2).relabelled("violet", before.get(2).labelledAt())));
      }
      await().atMost(LIMIT).until(() -> buffer.size() == 8 && buffer.sizes().containsKey("violet"));
      assertThat(intake.ended()).isNotDone();
    }
    try (FeedbackIntake intake = open(names, rebuilt)) {
      intake.filled().join();
    }

    assertThat(ids(rebuilt)).isEqualTo(ids(buffer));
    assertThat(rebuilt.sizes()).isEqualTo(buffer.sizes());
  }

  private static void label(TopicNames names, Example example, String label) {
    stage.send(
        names.feedback(),
        example.id(),
        EventJson.write(
            new LabelledExample(
                example.id(),
                example.source(),
                label,
                "cat",
                0.6,
                "v1",
                Instant.ofEpochSecond(1000))));
  }

  private static void load(TopicNames names, int count, IntFunction<String> id) {
    try (TransactionalWriter writer = new TransactionalWriter(stage.clients(), "load", LIMIT)) {
      for (int i = 0; i < count; i++) {
        Example example =
            new Example(
                id.apply(i),
                "loaded",
                Split.TRAIN,
                Instant.ofEpochSecond(5000 + i),
                ExampleRecords.FROM_FOLDER,
                PngImages.ofColour(16, i));
        writer.write(ExampleRecords.load(names.trainingSet(), example));
      }
    }
  }

  private static List<String> ids(ReplayBuffer buffer) {
    return buffer.snapshot().stream().map(Example::id).collect(Collectors.toList());
  }

  @Test
  void shouldAskForLabelsAndCloseWhatIsLabelledWhoeverTakesOver() {
    TopicNames names = stage.topics("asked.");
    LabelledExample example = stage.feedback(names, 3, 0, 1).get(0);
    RequestMetrics metrics = new RequestMetrics(meters);

    try (LabelRequests requests = requests(names, metrics)) {
      requests.predicted(prediction(example));
      await().atMost(LIMIT).until(() -> states(names).equals(List.of("open")));
    }
    try (LabelRequests heir = requests(names, metrics)) {
      await()
          .atMost(LIMIT)
          .until(() -> meters.get("afterimage.requests.open").gauge().value() == 1);
      heir.labelled(example);
      await().atMost(LIMIT).until(() -> states(names).equals(List.of("open", example.label())));
    }

    assertThat(meters.get("afterimage.requests.closed").counter().count()).isEqualTo(1);
  }

  private static LabelRequests requests(TopicNames names, RequestMetrics metrics) {
    return LabelRequests.start(
        stage.clients(),
        names.labelRequests(),
        LIMIT,
        new RequestConfig(10, 1, Duration.ofSeconds(1)),
        buffer(10),
        metrics,
        Clock.systemUTC());
  }

  private static Prediction prediction(LabelledExample example) {
    return new Prediction(
        example.imageId(),
        example.picture(),
        "v1",
        "red",
        0.75,
        Map.of("red", 0.75),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static List<String> states(TopicNames names) {
    return stage.records(names.labelRequests()).stream()
        .map(record -> EventJson.read(record.value(), LabelRequest.class))
        .map(request -> request.label().orElse("open"))
        .toList();
  }
}
