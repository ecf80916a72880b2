package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.topics.InternalTopics;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.networks.RandomHeads;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.testkit.WholeTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation that gets more partitions between two runs of its stream. */
class TopicsExpandIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int OF_EACH = 6;
  private static final TopicNames NAMES = new TopicNames("grown.");
  private static final String STREAM = "grown.afterimage-stream";

  @TempDir private Path folder;

  private Map<String, String> environment = Map.of();
  private Map<String, Object> client = Map.of();

  @Test
  void shouldAnswerAndJoinEachImageOnceBeforeAndAfterTheTopicsGrow() throws IOException {
    EmbeddedBrokerConfig config =
        new EmbeddedBrokerConfig(
            folder.resolve("kafka"), 0, Map.of("group.min.session.timeout.ms", "1000"));
    try (BrokerProcess broker = BrokerProcess.start(config)) {
      install(broker.bootstrapServers());
      Path first = images("first");
      serve(first, 1);
      assertThat(internalTopics())
          .isNotEmpty()
          .allSatisfy((topic, n) -> assertThat(n).isEqualTo(2));

      await().atMost(LIMIT).until(() -> expand(4) == 0);
      serve(images("later"), 2);

      assertThat(internalTopics())
          .isNotEmpty()
          .allSatisfy((topic, n) -> assertThat(n).isEqualTo(4));
      assertThat(records(NAMES.predictions()).stream().map(ConsumerRecord::partition))
          .as("images lie in new partitions too")
          .anyMatch(partition -> partition > 1);
    }
  }

  private void install(String servers) {
    client = Map.of("bootstrap.servers", servers);
    environment =
        Map.of("AFTERIMAGE_BOOTSTRAP_SERVERS", servers, "AFTERIMAGE_TOPIC_PREFIX", NAMES.prefix());
    run("topics", "create", "--partitions", "2");
    Path model = folder.resolve("model");
    ArtifactFolder.write(
        new RandomHeads(List.of("dark", "striped"), InputSpec.square(32)).withHead(1), model);
    run("models", "publish", model.toString());
  }

  /** Has the images of a folder answered and labelled, as the n-th of such folders. */
  private void serve(Path images, int n) throws IOException {
    int answers = n * 2 * OF_EACH;
    StreamConfig config =
        StreamConfig.from(
            Map.of(
                "bootstrap.servers",
                client.get("bootstrap.servers").toString(),
                "topic.prefix",
                NAMES.prefix(),
                "http.port",
                "0",
                "state.dir",
                folder.resolve("state-" + n).toString(),
                "kafka.heartbeat.interval.ms",
                "500",
                "kafka.main.consumer.session.timeout.ms",
                "3000"));
    try (StreamInstance stream = StreamInstance.start(config)) {
      run("produce", images.toString());
      await().atMost(LIMIT).until(() -> records(NAMES.predictions()).size() >= answers);
      run("label", "--folder", images.toString());
      await().atMost(LIMIT).until(() -> records(NAMES.feedback()).size() >= answers);
      assertThat(stream.terminated()).isNotDone();
      assertThat(expand(2 + 2 * n)).as("while it runs").isEqualTo(1);
    }
    for (String topic : List.of(NAMES.predictions(), NAMES.feedback())) {
      assertThat(records(topic).stream().map(ConsumerRecord::key))
          .as(topic)
          .hasSize(answers)
          .doesNotHaveDuplicates()
          .containsAll(ids(images));
    }
    assertThat(records(NAMES.deadLetters())).isEmpty();
  }

  /** Of a name of their own: {@code dark/first-0.png}, and so on. */
  private Path images(String name) throws IOException {
    Path images = GreyImages.draw(folder.resolve(name), OF_EACH);
    for (Path file : files(images)) {
      Files.move(file, file.resolveSibling(name + "-" + file.getFileName()));
    }
    return images;
  }

  private static List<String> ids(Path images) throws IOException {
    return files(images).stream().map(file -> images.relativize(file).toString()).toList();
  }

  private static List<Path> files(Path images) throws IOException {
    try (Stream<Path> found = Files.walk(images)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic) {
    return WholeTopic.records(client, topic);
  }

  private Map<String, Integer> internalTopics() {
    try (Admin admin = Admin.create(client)) {
      return InternalTopics.of(admin, STREAM);
    }
  }

  /** Without a word on the application id: it is what the stream derives from the prefix. */
  private int expand(int partitions) {
    TestTerminal terminal = new TestTerminal();
    int code = terminal.run(environment, "topics", "expand", "--partitions", "" + partitions);
    assertThat(terminal.out())
        .contains(
            code == 0 ? "grown.images  has now 4 partitions, had 2" : STREAM + " has members");
    return code;
  }

  private void run(String... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(environment, arguments)).as(terminal.err()).isZero();
  }
}
