package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.cli.Main;
import io.afterimage.cli.command.GreyPictures;
import io.afterimage.cli.command.TestTerminal;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.model.InputSpec;
import io.afterimage.model.RandomHeads;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.rights.Right;
import io.afterimage.rights.Rights;
import io.afterimage.streams.config.StreamConfig;
import io.afterimage.streams.runtime.StreamInstance;
import io.afterimage.topics.TopicAdmin;
import io.afterimage.topics.TopicNames;
import io.afterimage.topics.TopicSettings;
import io.afterimage.topics.Topics;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole story over TLS, with SCRAM or tokens: pictures, labels, a run, the better version
 * swapped in, by the commands that people use, everyone with the rights that {@code
 * docs/security.md} lists and no others.
 */
class SecuredIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final TopicNames NAMES = TopicNames.plain();
  private static final String STREAM = "afterimage-stream";
  private static final String TRAINER = "afterimage-trainer";
  private static final int OF_EACH = 20;

  @TempDir static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new SecuredBroker(folder);
    try (Admin admin = Admin.create(broker.administrator())) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults())
          .create(Topics.definitions(TopicSettings.defaults().withPartitions(2)));
    }
    broker.user(STREAM, Rights.stream(NAMES, STREAM));
    broker.user(TRAINER, Rights.trainer(NAMES, TRAINER, "afterimage-publisher", STREAM));
    broker.user("camera", List.of(right(NAMES.images(), AclOperation.WRITE)));
    broker.user("annotator", List.of(right(NAMES.labels(), AclOperation.WRITE)));
    broker.user(
        "operator",
        List.of(
            right(NAMES.control(), AclOperation.WRITE),
            right(NAMES.controlReplies(), AclOperation.READ)));
    broker.user("guest", List.of());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldLearnFromPeopleAndSwapWithTheListedRightsAlone() throws Exception {
    Path pictures = GreyPictures.draw(folder.resolve("pictures"), OF_EACH);
    String first = publish(broker.client(TRAINER)).modelVersion();
    try (StreamInstance stream = stream(broker.client(STREAM));
        TrainerInstance trainer = trainer(broker.client(TRAINER))) {
      runAs("camera", "produce", pictures.toString());
      runAs("annotator", "label", "--folder", pictures.toString());
      await().atMost(LIMIT).until(() -> answered(stream, first) == 2 * OF_EACH);
      await().atMost(LIMIT).until(() -> trainer.health().ready() && taken(trainer) == 2 * OF_EACH);

      String outcome =
          runAs(
              "operator",
              "control",
              "retrain",
              "--frozen-epochs",
              "10",
              "--frozen-learning-rate",
              "0.01",
              "--fine-tune-epochs",
              "0");
      assertThat(outcome).contains("published as v");
      await().atMost(LIMIT).until(() -> !version(stream).equals(first));
      String second = version(stream);
      runAs("camera", "produce", pictures.toString());
      await().atMost(LIMIT).until(() -> answered(stream, second) == 2 * OF_EACH);
      await().atMost(LIMIT).until(() -> lag(stream) == 0 && lag(trainer) == 0);
      assertThat(stream.terminated()).isNotDone();
      assertThat(trainer.terminated()).isNotDone();
    }
    assertThat(doctor("stream", broker.client(STREAM)))
        .contains("rights: all that the stream needs", "nothing to mend");
    assertThat(doctor("trainer", broker.client(TRAINER)))
        .contains("rights: all that the trainer needs", "nothing to mend");
  }

  @Test
  void shouldRunBothServicesWithTokens() throws Exception {
    Map<String, String> streamToken = broker.clientWithToken(STREAM);
    Map<String, String> trainerToken = broker.clientWithToken(TRAINER);
    String version = publish(trainerToken).modelVersion();
    try (StreamInstance stream = stream(streamToken);
        TrainerInstance trainer = trainer(trainerToken)) {
      await().atMost(LIMIT).until(() -> stream.health().ready() && version(stream).equals(version));
      await().atMost(LIMIT).until(() -> trainer.isActive() && trainer.health().ready());
      await().atMost(LIMIT).until(() -> lag(stream) == 0 && lag(trainer) == 0);
    }
    assertThat(doctor("stream", streamToken)).contains("nothing to mend");
    assertThat(doctor("trainer", trainerToken)).contains("nothing to mend");
    assertThat(doctor("stream", broker.clientWithToken("guest")))
        .contains("the stream may not Read topic 'images'");
  }

  /** As whoever starts it sees it: in a process of its own, standard error and all. */
  @ParameterizedTest
  @ValueSource(strings = {"stream", "trainer"})
  void shouldRefuseWhoHasNoRightsInOneLine(String service) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            Main.class.getName(),
            service,
            "--bootstrap",
            broker.bootstrapServers(),
            "--kafka-config",
            properties(broker.client("guest")).toString(),
            "-D",
            "http.port=0");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(said.lines())
        .singleElement()
        .asString()
        .startsWith("afterimage: ")
        .contains("not authorized for", "doctor --service " + service);
  }

  @Test
  void shouldNameAMissingRight() throws Exception {
    List<Right> feedback = List.of(right(NAMES.feedback(), AclOperation.WRITE));
    broker.revoke(STREAM, feedback);
    try {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(doctor("stream", broker.client(STREAM)))
                      .contains(
                          "the stream may not Write topic 'feedback'",
                          "kafka-acls.sh --add",
                          "--operation Write --topic 'feedback'"));
    } finally {
      broker.user(STREAM, feedback);
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrong() throws IOException {
    Map<String, String> wrong = new HashMap<>(broker.client(STREAM));
    wrong.compute("sasl.jaas.config", (name, value) -> value.replace("for-tests", "not"));

    assertThat(doctor("stream", wrong)).contains("refuses who asks");
  }

  private static Announced publish(Map<String, String> client) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("bootstrap.servers", broker.bootstrapServers());
    try (ModelPublisher publisher =
        ModelPublisher.open(
            properties, NAMES, "afterimage-publisher", LIMIT, InstantSource.system())) {
      return publisher.publish(
          new RandomHeads(List.of("dark", "striped"), InputSpec.square(32)).withHead(1));
    }
  }

  private static StreamInstance stream(Map<String, String> client) {
    return StreamInstance.start(StreamConfig.from(options(STREAM, client)));
  }

  /** What matters here is who may do what, so that the gate lets nearly everything pass. */
  private static TrainerInstance trainer(Map<String, String> client) {
    Map<String, String> options = options(TRAINER, client);
    options.put("training.size", "32");
    options.put("training.minimum.per.class", "2");
    options.put("trigger.new.labels", "0");
    options.put("split.validation", "0.2");
    options.put("split.test", "0.2");
    options.put("gate.minimum.pictures", "1");
    options.put("gate.minimum.recall", "0");
    options.put("gate.margin", "0.49");
    return TrainerInstance.start(TrainerConfig.from(options));
  }

  private static Map<String, String> options(String user, Map<String, String> client) {
    Map<String, String> options = new HashMap<>();
    client.forEach((name, value) -> options.put("kafka." + name, value));
    options.put("bootstrap.servers", broker.bootstrapServers());
    options.put("http.port", "0");
    options.put("state.dir", folder.resolve("state-" + user).toString());
    return options;
  }

  private static double answered(StreamInstance stream, String version) {
    return stream
        .metrics()
        .find("afterimage.predictions")
        .tag("version", version)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static double taken(TrainerInstance trainer) {
    return trainer.metrics().find("afterimage.buffer.pictures").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  private static String version(StreamInstance stream) {
    return stream.health().details().getOrDefault("modelVersion", "none");
  }

  private static double lag(StreamInstance stream) {
    return lag(stream.metrics(), NAMES.images());
  }

  private static double lag(TrainerInstance trainer) {
    return lag(trainer.metrics(), NAMES.images());
  }

  private static double lag(MeterRegistry meters, String topic) {
    return meters.get("afterimage.consumer.lag.records").tag("topic", topic).gauge().value();
  }

  private static Right right(String topic, AclOperation operation) {
    return new Right(ResourceType.TOPIC, topic, false, Set.of(operation));
  }

  private static Path properties(Map<String, String> client) throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    return Files.write(
        file, client.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  /** Runs a command, which must not fail, and returns what it printed. */
  private static String runAs(String user, String... command) throws IOException {
    TestTerminal terminal = new TestTerminal();
    int exitCode = terminal.run(onBroker(broker.client(user), command));
    assertThat(exitCode).as(terminal.out() + terminal.err()).isZero();
    return terminal.out();
  }

  private static String doctor(String service, Map<String, String> client) throws IOException {
    TestTerminal terminal = new TestTerminal();
    terminal.run(onBroker(client, "doctor", "--service", service));
    return terminal.out() + terminal.err();
  }

  private static String[] onBroker(Map<String, String> client, String... command)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        List.of(
            "--bootstrap",
            broker.bootstrapServers(),
            "--kafka-config",
            properties(client).toString()));
    return arguments.toArray(String[]::new);
  }
}
