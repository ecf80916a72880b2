package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can be missing is named with what to do. (Rights: {@code SecuredIT}.) */
class DoctorIT {

  @TempDir static Path folder;
  private static BrokerProcess broker;

  private final TestTerminal terminal = new TestTerminal();

  @BeforeAll
  static void start() {
    broker = BrokerProcess.start(folder.resolve("broker"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldFindNothingToMendWhereAllIsThere() {
    topics("good-", 3);

    assertThat(doctor("--topic-prefix", "good-", "--partitions", "3")).as(terminal.out()).isZero();
    assertThat(terminal.out())
        .contains(
            "library OpenCV: loaded",
            "library ONNX Runtime: loaded",
            "device cpu: found",
            "topics: 14 as they should be",
            "rights: all that the stream needs",
            "no version is active",
            "nothing to fix");
    assertThat(doctor("--topic-prefix", "good-", "--service", "trainer")).isZero();
    assertThat(terminal.out()).contains("library MXNet: loaded");
  }

  @Test
  void shouldSayThatNoBrokerIsThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThat(terminal.run("doctor", "--bootstrap", "127.0.0.1:" + port)).isEqualTo(1);
    assertThat(terminal.out()).contains("cannot connect", "start the broker", "1 problem");
  }

  @Test
  void shouldSayThatAPortIsNotKafkas() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(terminal.run("doctor", "--bootstrap", "127.0.0.1:" + other.getLocalPort()))
          .isEqualTo(1);
    }
    assertThat(terminal.out())
        .contains("does not speak Kafka over PLAINTEXT", "is this the port of Kafka");
  }

  @Test
  void shouldSayThatAHostIsUnknown() {
    assertThat(terminal.run("doctor", "--bootstrap", "no-such-host.invalid:9092")).isEqualTo(1);
    assertThat(terminal.out()).contains("host not found");
  }

  @Test
  void shouldNameTopicsThatAreMissing() {
    create(
        definitions("partly-", 2).stream()
            .filter(topic -> !topic.name().endsWith("dead-letters"))
            .toList());

    assertThat(doctor("--topic-prefix", "partly-")).isEqualTo(1);
    assertThat(terminal.out())
        .contains("[partly-dead-letters] not found", "afterimage topics create", "1 problem");
  }

  @Test
  void shouldNameTopicsWithAWrongNumberOfPartitions() {
    topics("wrong-", 2);

    assertThat(doctor("--topic-prefix", "wrong-", "--partitions", "6")).isEqualTo(1);
    assertThat(terminal.out())
        .contains("topic wrong-images: has 2 partitions, not 6", "never changed", "6 problems");
  }

  @Test
  void shouldNameJoinedTopicsThatDiffer() {
    create(
        definitions("odd-", 2).stream()
            .map(
                topic ->
                    topic.name().equals("odd-labels")
                        ? new TopicDefinition(
                            topic.name(),
                            3,
                            topic.cleanup(),
                            topic.retention(),
                            topic.maxMessageBytes(),
                            Map.of())
                        : topic)
            .toList());

    assertThat(doctor("--topic-prefix", "odd-")).isEqualTo(1);
    assertThat(terminal.out()).contains("different numbers of partitions", "odd-labels=3");
  }

  @Test
  void shouldNameWhatTheStreamRemembersInFewerPartitionsAndTheRemedy() {
    topics("grown-", 3);
    String remembered = "grown-afterimage-stream-feedback-predictions-changelog";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      BrokerAnswers.await(
          admin.createTopics(List.of(new NewTopic(remembered, 2, (short) 1))).all(), "topics");
    }

    assertThat(doctor("--topic-prefix", "grown-")).isEqualTo(1);
    assertThat(terminal.out())
        .contains(
            "internal topics: predictions have 3 partitions",
            remembered + "=2",
            "topics expand --application-id grown-afterimage-stream --partitions 3");
    assertThat(
            terminal.run(
                "topics",
                "expand",
                "--bootstrap",
                broker.bootstrapServers(),
                "--topic-prefix",
                "grown-",
                "--partitions",
                "3"))
        .isZero();
    assertThat(doctor("--topic-prefix", "grown-")).as(terminal.out()).isZero();
  }

  @Test
  void shouldSayThatAModelStoreIsNotThere() {
    topics("store-", 2);
    Path absent = folder.resolve("absent");

    assertThat(doctor("--topic-prefix", "store-", "-D", "model.store=dir:" + absent)).isEqualTo(1);
    assertThat(terminal.out()).contains("model store dir:" + absent, "no such folder");
  }

  @Test
  void shouldSayThatADeviceIsNotThere() {
    topics("device-", 2);

    assertThat(doctor("--topic-prefix", "device-", "-D", "device=gpu:77")).isEqualTo(1);
    assertThat(terminal.out()).contains("problem  device gpu:77", "configure device=cpu");
  }

  @Test
  void shouldSayThatANativeLibraryIsMissing() throws IOException, InterruptedException {
    topics("library-", 2);
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("opencv"))
            // The packaged program names every library in its manifest, OpenCV among them.
            .filter(entry -> !entry.endsWith("afterimage.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "io.afterimage.cli.Main",
                "doctor",
                "--bootstrap",
                broker.bootstrapServers(),
                "--topic-prefix",
                "library-")
            .redirectErrorStream(true);
    command
        .environment()
        .put("CLASSPATH", Path.of("target", "classes") + File.pathSeparator + libraries);

    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output).contains("problem  library OpenCV: cannot be loaded", "glibc");
  }

  @Test
  void shouldTellAllProblemsOfAConfiguration() {
    assertThat(doctor("-D", "batch.max=0", "-D", "engine=tensorflow")).isEqualTo(2);
    assertThat(terminal.err()).contains("2 problems", "batch.max", "engine");
  }

  private int doctor(String... further) {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--bootstrap", broker.bootstrapServers()));
    arguments.addAll(List.of(further));
    return terminal.run(arguments.toArray(String[]::new));
  }

  private static void topics(String prefix, int partitions) {
    create(definitions(prefix, partitions));
  }

  private static List<TopicDefinition> definitions(String prefix, int partitions) {
    return Topics.definitions(
        TopicSettings.defaults().withNames(new TopicNames(prefix)).withPartitions(partitions));
  }

  private static void create(List<TopicDefinition> definitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults()).create(definitions);
    }
  }
}
