package io.afterimage.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.cli.examples.ExampleShell.Running;
import io.afterimage.cli.operations.Tool;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The programs of {@code examples/}, by the commands of their page, against a broker and a stream.
 * Those whose language or packages are not on this machine are skipped: {@code examples/install}.
 */
class ExamplesIT {

  private static final Pattern ANSWER = Pattern.compile(" refused: |% +v1");

  @TempDir static Path data;

  private static Path folder;

  private static ExamplePage page;
  private static ExampleInstallation installation;
  private static ExampleShell shell;

  @BeforeAll
  static void start() throws Exception {
    page = ExamplePage.read();
    folder = ExampleFiles.lay(Path.of("target", "examples"));
    installation = ExampleInstallation.start(data);
    shell = new ExampleShell(folder, installation.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    if (installation != null) {
      installation.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSendReadAndLabel(Language language) throws Exception {
    language.require(shell);
    List<String> commands = page.commands(language.title());
    assertThat(commands).hasSize(3);
    NewRecords images = installation.newRecords("images");
    NewRecords refusals = installation.newRecords("dead-letters");
    NewRecords predictions = installation.newRecords("predictions");

    assertThat(shell.require(commands.get(0))).contains("4 sent, 0 failed");
    requireSent(images.read());
    await()
        .atMost(ExampleShell.LIMIT)
        .untilAsserted(
            () -> {
              assertThat(refusals.keys()).contains(ExampleFiles.NO_IMAGE);
              assertThat(predictions.keys()).containsAll(ExampleFiles.IMAGES);
            });
    requireShown(commands.get(1));
    // What was said before is said again, and would be no news.
    installation.retract("cats/1.jpg");
    NewRecords labels = installation.newRecords("labels");
    shell.require(commands.get(2));
    requireLearned(labels.read());
  }

  private static void requireSent(List<ConsumerRecord<String, byte[]>> images) throws Exception {
    assertThat(images)
        .extracting(ConsumerRecord::key)
        .contains(ExampleFiles.NO_IMAGE)
        .containsAll(ExampleFiles.IMAGES)
        .hasSize(4);
    requirePartitions("images", images);
    for (ConsumerRecord<String, byte[]> image : images) {
      Path file = folder.resolve("photos").resolve(image.key());
      assertThat(image.value()).isEqualTo(Files.readAllBytes(file));
      assertThat(Instant.parse(NewRecords.header(image, "captured-at")))
          .isEqualTo(ExampleFiles.TAKEN);
    }
  }

  private static void requirePartitions(String topic, List<ConsumerRecord<String, byte[]>> sent) {
    int partitions = installation.partitions(topic);
    for (ConsumerRecord<String, byte[]> record : sent) {
      byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
      assertThat(record.partition())
          .as("as Kafka's own client chooses it")
          .isEqualTo(Utils.toPositive(Utils.murmur2(key)) % partitions);
    }
  }

  private static void requireShown(String command) throws Exception {
    long answers = installation.answers();
    try (Running consumer = shell.start(command)) {
      consumer.awaitOutput(said -> said.lines().filter(ANSWER.asPredicate()).count() >= answers);
      ExampleShell.Result result = consumer.interrupt();
      assertThat(result.exitCode()).as(result.output()).isIn(0, 130);
      assertThat(result.output())
          .containsPattern("(?m)^cats/1\\.jpg +(cats|dogs) +\\d+\\.\\d% +v1$")
          .containsPattern("(?m)^notes\\.txt +refused: not-a-picture: no known image format")
          .containsPattern("(?m)^hostile\\?\\[2J +cats +50\\.0% +v1$")
          .doesNotContain(ExampleInstallation.ABORTED, ExampleInstallation.MARKED);
    }
  }

  private static void requireLearned(List<ConsumerRecord<String, byte[]>> labels) {
    assertThat(labels).extracting(ConsumerRecord::key).containsExactly("cats/1.jpg");
    requirePartitions("labels", labels);
    Label label = label(labels.get(0));
    assertThat(label.imageId()).isEqualTo("cats/1.jpg");
    assertThat(label.label()).isEqualTo("cats");
    assertThat(label.source()).contains("anna");
    await()
        .atMost(ExampleShell.LIMIT)
        .untilAsserted(
            () ->
                assertThat(installation.records("feedback"))
                    .filteredOn(record -> record.value() != null)
                    .extracting(record -> EventJson.read(record.value(), LabelledExample.class))
                    .extracting(LabelledExample::labelledAt)
                    .contains(label.labelledAt().orElseThrow()));
  }

  private static Label label(ConsumerRecord<String, byte[]> record) {
    return (Label) EventJson.read(record.value(), LabelEvent.class);
  }

  @Test
  void shouldDoTheSameWithKcat() {
    assumeTrue(
        Stream.of("kcat", "jq").allMatch(tool -> Tool.find(tool).isPresent()),
        "kcat or jq is not on this machine: apt-get install kcat jq");
    List<String> commands = page.commands("kcat");
    NewRecords images = installation.newRecords("images");
    NewRecords predictions = installation.newRecords("predictions");
    NewRecords labels = installation.newRecords("labels");

    shell.require(commands.get(0));
    requirePartitions("images", images.read());
    await()
        .atMost(ExampleShell.LIMIT)
        .untilAsserted(() -> assertThat(predictions.keys()).contains("cats/1.jpg"));
    assertThat(shell.require(commands.get(1)))
        .containsPattern("(?m)^cats/1\\.jpg\t(cats|dogs)\t[\\d.]+\tv1$")
        .doesNotContain(ExampleInstallation.ABORTED);
    assertThat(shell.require(commands.get(2))).contains("afterimage-sent-again=");
    shell.require(commands.get(3));
    requirePartitions("labels", labels.read());
    assertThat(labels.read())
        .extracting(ExamplesIT::label)
        .extracting(Label::label)
        .containsExactly("cats");
  }

  @Test
  void shouldSendACamerasFrames() throws Exception {
    Language.requireModule(shell, "confluent_kafka, cv2");
    Files.writeString(folder.resolve("video.py"), ExampleFiles.VIDEO_MAKER);
    shell.require("python video.py");
    NewRecords images = installation.newRecords("images");
    NewRecords predictions = installation.newRecords("predictions");

    assertThat(shell.require(page.commands("A camera").get(0))).contains("4 sent, 0 failed");

    assertThat(images.read())
        .hasSize(4)
        .allSatisfy(
            frame -> {
              String captured = NewRecords.header(frame, "captured-at");
              assertThat(frame.key()).isEqualTo("door/" + captured + ".jpg");
              String scene = NewRecords.header(frame, "group").substring("door/".length());
              assertThat(Instant.parse(captured))
                  .isBetween(Instant.parse(scene), Instant.parse(scene).plusSeconds(60));
            });
    await().atMost(ExampleShell.LIMIT).until(() -> predictions.keys().containsAll(images.keys()));
  }

  @Test
  void shouldLeaveDoubtfulImagesToPeople() throws Exception {
    Language.PYTHON.require(shell);
    List<String> commands = page.commands("Moderation");
    byte[] image = Files.readAllBytes(folder.resolve("photos/cats/1.jpg"));
    Prediction doubtful = installation.predict("doubtful", image, "cats", 0.79);
    installation.predict("sure", image, "cats", 0.81);
    installation.predict("blocked", image, "dogs", 0.97);

    try (Running moderation = shell.start(commands.get(0))) {
      moderation.awaitOutput(
          said ->
              Stream.of("doubtful", "sure", "blocked", "hostile?[2J")
                  .allMatch(id -> said.lines().anyMatch(line -> line.startsWith(id + " "))));
      assertThat(moderation.interrupt().exitCode()).isZero();
    }
    Map<String, String> decisions =
        installation.records("moderation-decisions").stream()
            .collect(
                Collectors.toMap(ConsumerRecord::key, NewRecords::text, (one, other) -> other));
    assertThat(decisions.get("sure")).contains("\"allow\"");
    assertThat(decisions.get("blocked")).contains("\"block\"");
    List<ConsumerRecord<String, byte[]>> queue = installation.records("moderation-queue");
    requirePartitions("moderation-queue", queue);
    assertThat(queue)
        .extracting(ConsumerRecord::key)
        .contains("doubtful")
        .doesNotContain("sure", "blocked");

    Label label = answer(commands.get(1), queue.size());
    assertThat(label.label()).isEqualTo("cats");
    assertThat(label.picture()).contains(doubtful.picture());
    assertThat(folder.resolve("review").resolve(label.sha256().orElseThrow() + ".png"))
        .hasBinaryContent(image);
  }

  /** Answers all that is asked, and returns what was said of the doubtful image. */
  private static Label answer(String command, int asked) throws Exception {
    NewRecords labels = installation.newRecords("labels");
    try (Running review = shell.start(command)) {
      for (int i = 0; i < asked; i++) {
        review.type("cats");
      }
      await().atMost(ExampleShell.LIMIT).until(() -> labels.keys().contains("doubtful"));
      review.awaitOutput(said -> said.contains("hostile?[2J: its image is gone, passed over\n"));
      assertThat(review.interrupt().exitCode()).isZero();
    }
    requirePartitions("labels", labels.read());
    return labels.read().stream()
        .filter(record -> record.key().equals("doubtful"))
        .map(ExamplesIT::label)
        .findFirst()
        .orElseThrow();
  }
}
