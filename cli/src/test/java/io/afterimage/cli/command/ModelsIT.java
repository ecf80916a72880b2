package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.BrokerProcess;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.backup.Backup;
import io.afterimage.client.backup.BackupPlace;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.ModelArtifact;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.KafkaModelEventLog;
import io.afterimage.registry.ModelReports;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about versions, on a real broker. */
class ModelsIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final RandomHeads MODELS =
      new RandomHeads(List.of("coat", "shirt"), InputSpec.square(32));

  @TempDir static Path folder;
  private static BrokerProcess broker;

  private Map<String, String> environment = Map.of();

  @BeforeAll
  static void start() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldPublishAndRollBackBesideATrainerWhoseTermGoesOn() throws IOException {
    installation("beside.");
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", broker.bootstrapServers());
    options.put("topic.prefix", "beside.");
    options.put("http.port", "0");
    options.put("state.dir", folder.resolve("trainer").toString());
    try (TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options))) {
      await().atMost(LIMIT).until(trainer::isActive);

      run("models", "publish", model(1));
      run("models", "publish", model(2));
      run("models", "rollback", "v2");

      String replies = run("control", "pin", "v1", "--timeout", "60s", "--json");
      assertThat(replies.lines().filter(reply -> reply.contains("\"accepted\""))).hasSize(1);
      assertThat(replies).contains("\"done\"");
      assertThat(trainer.isActive()).isTrue();
    }
    assertThat(run("models")).contains("pinned", "withdrawn");
  }

  @Test
  void shouldTellWhoPublishedWhatWasDecidedAndWhoRejected() throws IOException {
    installation("told.");
    run("models", "publish", model(1), "--by", "anna@desk", "--reason", "first try");
    run("models", "publish", model(2));
    run("models", "rollback", "v2", "--reason", "confuses shirts and coats");
    reject();

    String table = run("models");
    assertThat(table.lines().skip(1))
        .satisfiesExactly(
            first -> assertThat(first).contains("active", "anna@desk", "first try", "old-pod"),
            second ->
                assertThat(second)
                    .contains("withdrawn", System.getProperty("user.name") + "@", "v1")
                    .contains("confuses shirts and coats", "new-pod: too large"));
    assertThat(fails("models", "publish", model(2)))
        .contains("version v2", "confuses shirts and coats", "models restore v2");
    run("models", "restore", "v2", "--reason", "the labels were wrong");

    assertThat(run("models", "show", "v2"))
        .containsPattern("rolled back +\\S+: confuses shirts and coats")
        .containsPattern("restored +\\S+: the labels were wrong")
        .containsPattern("rejected +\\S+ by new-pod: too large")
        .containsPattern("input +32x32 pixels")
        .containsPattern("state +active");
    JsonNode shown = EventJson.mapper().readTree(run("models", "show", "v2", "--json"));
    assertThat(shown.at("/version/changes/0/reason").asText()).startsWith("confuses");
    assertThat(shown.at("/manifest/version").asText()).isEqualTo("v2");
    assertThat(fails("models", "show", "v7")).contains("version v7 not found", "[v1, v2]");
  }

  @Test
  void shouldTellWhichVersionWaitsForApprovalAndWhatToDo() {
    installation("waits.");
    Instant until = Instant.parse("2126-03-01T10:00:00Z");
    Announced announcement =
        new Announced(
            "v1",
            "model-artifacts/0@1",
            "00",
            1,
            List.of("coat", "shirt"),
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH);
    try (KafkaModelEventLog events =
        new KafkaModelEventLog(
            KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers())),
            new TopicNames("waits.").modelEvents(),
            "trainer",
            LIMIT)) {
      events.append(
          new Staged(
              "v1",
              Stage.APPROVAL,
              0,
              announcement,
              Optional.of("passed the gate"),
              Optional.of(until),
              Instant.EPOCH));
    }

    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, "models")).isZero();

    assertThat(terminal.out()).contains("waiting for approval", "passed the gate");
    assertThat(terminal.err())
        .contains("version v1 waits for approval until " + until)
        .contains("'afterimage control approve v1", "'afterimage control reject v1");
    assertThat(run("models", "--json")).contains("\"state\":\"waiting-for-approval\"");
    assertThat(run("models", "show", "v1"))
        .containsPattern("state +waiting for approval")
        .containsPattern("waits until +" + until);
  }

  /** An earlier release's instance on the log of model events, this release's on its own topic. */
  private void reject() {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    TopicNames names = new TopicNames("told.");
    try (KafkaModelEventLog events =
        new KafkaModelEventLog(
            KafkaClients.of(client), names.modelEvents(), "earlier-release", LIMIT)) {
      events.append(new Rejected("v1", "old-pod", "no memory", Instant.EPOCH));
    }
    new ModelReports(KafkaClients.of(client), names.modelReports(), LIMIT)
        .write(new Rejected("v2", "new-pod", "too large", Instant.EPOCH));
  }

  @Test
  void shouldDownloadVersionsAndPruneThoseThatNobodyNeeds() throws IOException {
    installation("pruned.");
    for (int seed = 1; seed <= 4; seed++) {
      run("models", "publish", model(seed));
    }
    run("models", "pin", "v2");
    String download = folder.resolve("download").toString();
    run("models", "download", "v1", download);
    assertThat(ArtifactFolder.read(Path.of(download)).manifest().sha256())
        .isEqualTo(MODELS.withHead(1).manifest().sha256());

    assertThat(run("models", "retain", "--dry-run")).as("all are young").isEmpty();
    String[] strict = {"models", "retain", "--keep", "2", "--younger-than", "1ms", "--dry-run"};
    assertThat(run(strict).lines()).containsExactly("v1");
    run("models", "retain", "--keep", "2", "--younger-than", "1ms", "--reason", "disk is full");

    assertThat(run("models", "show", "v1"))
        .containsPattern("state +pruned")
        .containsPattern("pruned +\\S+: disk is full");
    assertThat(run("models", "show", "v2")).containsPattern("state +pinned");
    assertThat(fails("models", "restore", "v1")).contains("v1 was pruned");
    assertThat(fails("models", "pin", "v1")).contains("v1 was pruned", "v2, v4, v3");
    run("models", "download", "v3", download);
  }

  @Test
  void shouldRefuseToLetLabelsVanishUnlessToldTo() throws IOException {
    installation("labels.");
    run("models", "publish", model(1));
    Path other = folder.resolve("other");
    ArtifactFolder.write(
        new RandomHeads(List.of("coat", "hat"), InputSpec.square(32)).withHead(1), other);

    assertThat(fails("models", "publish", other.toString()))
        .contains("active version v1 answers [shirt]", "--replace-labels", "nothing was published");
    Path images = GreyImages.draw(folder.resolve("pictures"), 12);
    assertThat(fails("train", images.toString(), "--publish", "--size", "32"))
        .contains("[coat, shirt]", "--replace-labels")
        .as("before it trains")
        .doesNotContain("epoch");
    assertThat(run("models", "--json").split("\"version\"")).hasSize(2);

    run("models", "publish", other.toString(), "--replace-labels");
    assertThat(run("models")).contains("v2");
  }

  @Test
  void shouldRefuseBeforeItTrainsWhereATopicTakesTooSmallRecords() throws Exception {
    installation("small.");
    ConfigResource artifacts =
        new ConfigResource(ConfigResource.Type.TOPIC, "small.model-artifacts");
    AlterConfigOp smaller =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", "20000"), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.incrementalAlterConfigs(Map.of(artifacts, List.of(smaller))).all().get();
    }
    Path images = GreyImages.draw(folder.resolve("small"), 12);

    assertThat(fails("train", images.toString(), "--publish", "--size", "32"))
        .contains("a model of 2 classes cannot be published", "manifest", "max.message.bytes")
        .as("before an image is decoded")
        .doesNotContain("pictures:", "memory:");
  }

  @Test
  void shouldServeAndLearnFromABackupInAnotherInstallation() throws IOException {
    installation("lost.");
    run("models", "publish", model(1));
    run("models", "publish", model(2));
    run("models", "publish", model(3));
    run("models", "rollback", "v3", "--reason", "confuses coats");
    Path photos = GreyImages.draw(folder.resolve("learned"), 6);
    run("training-set", "load", photos.toString(), "--size", "32");
    String copy = folder.resolve("copy.zip").toString();
    assertThat(run("backup", "--output", copy))
        .containsPattern("training-set +12 records")
        .contains("saved to " + copy + "; active is v2");

    installation("found.");
    assertThat(run("restore", copy, "--dry-run")).contains("intact");
    assertThat(run("models")).doesNotContain("v2");
    assertThat(run("restore", copy)).contains("restored; active is v2");
    assertThat(fails("restore", copy)).contains("found.model-events", "--force");
    assertThat(run("restore", copy, "--force")).contains("restored; active is v2");

    assertThat(run("models", "show", "v3"))
        .containsPattern("rolled back +\\S+: confuses coats")
        .containsPattern("stored at +found.model-artifacts/0@\\d+");
    run("models", "download", "v1", folder.resolve("first").toString());
    Map<String, String> options =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "topic.prefix",
            "found.",
            "http.port",
            "0");
    try (StreamInstance stream =
            StreamInstance.start(StreamConfig.from(withState(options, "stream")));
        TrainerInstance trainer =
            TrainerInstance.start(TrainerConfig.from(withState(options, "found-trainer")))) {
      run("produce", photos.toString());
      assertThat(run("predictions", "--from-beginning", "--json", "--limit", "12"))
          .contains("\"modelVersion\":\"v2\"")
          .doesNotContain("\"modelVersion\":\"v3\"");
      await().atMost(LIMIT).until(() -> stream.health().ready());
      await()
          .atMost(LIMIT)
          .until(() -> "12".equals(trainer.health().details().get("bufferPictures")));
    }
  }

  @Test
  void shouldLeaveNothingOfABackupThatIsCancelled() {
    installation("ended.");
    run("models", "publish", model(1));
    Path copy = folder.resolve("ended/copy.zip");
    Terminal nowhere = TestTerminal.unread();
    KafkaTarget target =
        new KafkaTarget(
            Map.of("bootstrap.servers", broker.bootstrapServers()), new TopicNames("ended."));
    AtomicInteger asked = new AtomicInteger();
    try (BackupPlace place = BackupPlace.create(copy);
        BackupBar bar = new BackupBar(nowhere)) {
      Backup backup = new Backup(target, place, bar, () -> asked.incrementAndGet() > 1);

      assertThatThrownBy(() -> backup.save(false, Optional.empty(), InstantSource.system()))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(copy.getParent()).isEmptyDirectory();
  }

  private static Map<String, String> withState(Map<String, String> options, String state) {
    Map<String, String> all = new HashMap<>(options);
    all.put("state.dir", folder.resolve(state).toString());
    return all;
  }

  private void installation(String prefix) {
    environment =
        Map.of(
            "AFTERIMAGE_BOOTSTRAP_SERVERS",
            broker.bootstrapServers(),
            "AFTERIMAGE_TOPIC_PREFIX",
            prefix);
    run("topics", "create", "--partitions", "1");
  }

  private static String model(long seed) {
    Path place = folder.resolve("model-" + seed);
    ModelArtifact model = MODELS.withHead(seed);
    ArtifactFolder.write(model, place);
    return place.toString();
  }

  private String run(String... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, arguments)).as(terminal.err()).isZero();
    return terminal.out();
  }

  private String fails(String... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, arguments)).as(terminal.err()).isEqualTo(1);
    return terminal.err();
  }
}
