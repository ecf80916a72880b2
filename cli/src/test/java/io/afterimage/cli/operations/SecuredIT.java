package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.cli.command.CommandContext;
import io.afterimage.cli.command.CommandLines;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.events.Command;
import io.afterimage.events.EventJson;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.model.InputSpec;
import io.afterimage.model.RandomHeads;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.rights.Right;
import io.afterimage.rights.Rights;
import io.afterimage.streams.config.StreamConfig;
import io.afterimage.streams.runtime.StartException;
import io.afterimage.streams.runtime.StreamInstance;
import io.afterimage.topics.TopicAdmin;
import io.afterimage.topics.TopicNames;
import io.afterimage.topics.TopicSettings;
import io.afterimage.topics.Topics;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import io.micrometer.core.instrument.MeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both services over TLS and SCRAM, each with the rights that {@code docs/security.md} lists. */
class SecuredIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final TopicNames NAMES = TopicNames.plain();
  private static final String STREAM = "afterimage-stream";
  private static final String TRAINER = "afterimage-trainer";
  private static final int PICTURES = 30;

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
    broker.user("guest", List.of());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldClassifyLearnAndObeyWithTheListedRightsAlone() throws Exception {
    try (ModelPublisher publisher =
        ModelPublisher.open(
            clients(TRAINER), NAMES, "afterimage-publisher", LIMIT, InstantSource.system())) {
      Announced first =
          publisher.publish(
              new RandomHeads(List.of("cat", "dog"), InputSpec.square(32)).withHead(1));
      assertThat(first.modelVersion()).isEqualTo("v1");
    }
    try (StreamInstance stream = StreamInstance.start(StreamConfig.from(options(STREAM)));
        TrainerInstance trainer = TrainerInstance.start(TrainerConfig.from(options(TRAINER)))) {
      send();
      await().atMost(LIMIT).until(() -> count(NAMES.predictions()) == PICTURES);
      await().atMost(LIMIT).until(() -> count(NAMES.trainingSet()) == PICTURES);
      await().atMost(LIMIT).until(() -> trainer.health().ready());
      Command status = new Command.Status("how", Instant.now());
      record(NAMES.control(), "how", EventJson.write(status));
      await().atMost(LIMIT).until(() -> count(NAMES.controlReplies()) > 0);
      await().atMost(LIMIT).until(() -> lag(stream) == 0 && lag(trainer) == 0);
      assertThat(stream.terminated()).isNotDone();
      assertThat(trainer.terminated()).isNotDone();
    }
    assertThat(doctor(STREAM)).contains("rights: all that the stream needs", "nothing to mend");
    assertThat(doctor(TRAINER)).contains("rights: all that the trainer needs", "nothing to mend");
  }

  @Test
  void shouldRefuseWhoHasNoRightsInOneLine() {
    Map<String, String> options = options("guest");

    assertThatThrownBy(() -> StreamInstance.start(StreamConfig.from(options)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("images")
        .hasMessageContaining("uthoriz")
        .message()
        .doesNotContain("\n");
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
                  assertThat(doctor(STREAM))
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

  private static Map<String, String> options(String user) {
    Map<String, String> options = new HashMap<>();
    broker.client(user).forEach((name, value) -> options.put("kafka." + name, value));
    options.put("bootstrap.servers", broker.bootstrapServers());
    options.put("http.port", "0");
    options.put("state.dir", folder.resolve("state-" + user).toString());
    return options;
  }

  private static Map<String, Object> clients(String user) {
    Map<String, Object> properties = new HashMap<>(broker.client(user));
    properties.put("bootstrap.servers", broker.bootstrapServers());
    return properties;
  }

  private static String doctor(String user) throws IOException {
    return doctor(user.equals(STREAM) ? "stream" : "trainer", broker.client(user));
  }

  private static String doctor(String service, Map<String, String> client) throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    Files.writeString(
        file,
        String.join(
            "\n", client.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
    StringWriter out = new StringWriter();
    Terminal terminal = Terminal.plain(new PrintWriter(out, true), new PrintWriter(out, true));
    CommandLines.create(new CommandContext(Map.of(), terminal))
        .execute(
            "doctor",
            "--service",
            service,
            "--bootstrap",
            broker.bootstrapServers(),
            "--kafka-config",
            file.toString());
    return out.toString();
  }

  private static void send() throws Exception {
    Map<String, Object> camera = clients("camera");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(camera, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < PICTURES; i++) {
        ProducerRecord<String, byte[]> picture =
            new ProducerRecord<>(NAMES.images(), "picture-" + i, png(i));
        picture.headers().add("label", "cat".getBytes(StandardCharsets.UTF_8));
        producer.send(picture).get();
      }
    }
  }

  private static void record(String topic, String key, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            broker.administrator(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  /** Committed records of a topic, as the administrator sees them. */
  private static long count(String topic) {
    Map<String, Object> properties = new HashMap<>(broker.administrator());
    properties.put("isolation.level", "read_committed");
    long found = 0;
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      while (end.entrySet().stream()
          .anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
        found += consumer.poll(Duration.ofMillis(200)).count();
      }
    }
    return found;
  }

  private static byte[] png(int shade) throws IOException {
    BufferedImage picture = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, shade * 1000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
