package io.afterimage.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages about learning and the system, told by a real broker. */
class HealthOfLearningIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final TopicNames TOPICS = TopicNames.plain();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaClients clients;
  private static ConsoleInstance console;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    clients = KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
    try (Admin admin = clients.admin()) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults())
          .create(Topics.definitions(TopicSettings.defaults().withPartitions(2)));
    }
    console =
        ConsoleInstance.start(
            ConsoleConfig.from(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "http.port",
                    "0",
                    "console.instances",
                    "http://127.0.0.1:1")));
    console.ask(console.httpPort());
  }

  @AfterAll
  static void stop() {
    if (console != null) {
      console.close();
    }
    broker.close();
  }

  @Test
  void shouldTellHowLearningGoesByWhatLiesOnTheTopics() throws Exception {
    try (Producer<byte[], byte[]> producer = clients.producer(LIMIT, Map.of())) {
      // The stream refuses it.
      send(
          producer,
          TOPICS.labels(),
          "another key",
          new Label("image 1", "cat", Optional.of("<b>ann</b>"), Optional.empty()));
      for (int i = 0; i < 3; i++) {
        send(producer, TOPICS.predictions(), "image " + i, prediction("image " + i));
        send(producer, TOPICS.feedback(), "image " + i, example("image " + i, i == 0));
        send(
            producer,
            TOPICS.labels(),
            "image " + i,
            new Label("image " + i, "cat", Optional.of("<b>ann</b>"), Optional.empty()));
      }
      producer
          .send(
              new ProducerRecord<>(
                  TOPICS.feedback(),
                  null,
                  "image 2".getBytes(UTF_8),
                  null,
                  new RetractedExample(
                          "image 2", Optional.empty(), Optional.empty(), Optional.empty())
                      .addTo(new RecordHeaders())))
          .get();
      producer.send(new ProducerRecord<>(TOPICS.feedback(), "x".getBytes(UTF_8))).get();
    }

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              JsonNode report = get("/api/learning?span=day");
              assertThat(report.at("/coverage/predictions").asInt()).isEqualTo(3);
              assertThat(report.at("/coverage/judged").asInt()).isEqualTo(2);
              assertThat(report.at("/accuracy/0/all/value").asDouble()).isEqualTo(0.5);
              assertThat(report.at("/accuracy/0/points")).hasSize(144);
              assertThat(get("/api/learning/sources").at("/sources/0/labels").asInt()).isEqualTo(3);
              assertThat(console.health().reasons()).isEmpty();
            });
    JsonNode version = get("/api/learning/versions");
    assertThat(version.at("/version").asText()).isEqualTo("v1");
    assertThat(version.at("/classes/0/label").asText()).isEqualTo("cat");
    assertThat(get("/api/learning?span=century").at("/error").asText())
        .contains("write hour, day, fortnight or year");
  }

  @Test
  void shouldBeReadyWithoutTheTopicsThatEarlierReleasesLack() throws Exception {
    TopicNames old = new TopicNames("old.");
    try (Admin admin = clients.admin()) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults())
          .create(
              Topics.definitions(TopicSettings.defaults().withNames(old).withPartitions(1)).stream()
                  .filter(topic -> !topic.name().equals(old.labelRequests()))
                  .filter(topic -> !topic.name().equals(old.modelReports()))
                  .filter(topic -> !topic.name().equals(old.trainingRuns()))
                  .toList());
    }

    try (ConsoleInstance instance =
        ConsoleInstance.start(
            ConsoleConfig.from(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "http.port",
                    "0",
                    "topic.prefix",
                    "old.")))) {
      await().atMost(LIMIT).untilAsserted(() -> assertThat(instance.health().reasons()).isEmpty());
      assertThat(instance.health().ready()).isTrue();
    }
  }

  @Test
  void shouldTellTopicsGroupsAndLagByPartition() throws Exception {
    try (Consumer<byte[], byte[]> stream = clients.member("afterimage-stream", Map.of())) {
      stream.assign(List.of(new TopicPartition(TOPICS.images(), 0)));
      stream.commitSync(Map.of(new TopicPartition(TOPICS.images(), 0), new OffsetAndMetadata(0)));
    }
    try (Producer<byte[], byte[]> producer = clients.producer(LIMIT, Map.of())) {
      producer.send(new ProducerRecord<>(TOPICS.images(), 0, null, new byte[1])).get();
    }

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              JsonNode system = get("/api/system");
              assertThat(system.at("/cluster/brokers").asInt()).isEqualTo(1);
              assertThat(system.at("/cluster/topics")).hasSize(TOPICS.all().size());
              assertThat(system.at("/groups/0/group").asText()).isEqualTo("afterimage-stream");
              assertThat(system.at("/groups/0/lag/0/behind").asInt()).isEqualTo(1);
              assertThat(system.at("/instances/0/fault").asText()).contains("does not answer");
              assertThat(system.at("/instances/1/live").asBoolean()).isTrue();
            });
  }

  @Test
  void shouldLetDoctorLookOnDemand() throws Exception {
    assertThat(get("/api/system/doctor").has("visit")).isFalse();

    HttpResponse<String> answer =
        HTTP.send(
            request("/api/system/doctor")
                .header("X-Afterimage-Request", "1")
                .header("X-Afterimage-Csrf", get("/api/session").at("/csrf").asText())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode findings = EventJson.mapper().readTree(answer.body()).at("/visit/findings");
    assertThat(findings.findValuesAsText("subject"))
        .contains(
            "broker " + broker.bootstrapServers(),
            "topics",
            "rights",
            "model store kafka",
            "clock");
    assertThat(get("/api/system/doctor").at("/visit/by").asText()).isNotEmpty();
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, String key, Object event)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), EventJson.write(event))).get();
  }

  private static Prediction prediction(String id) {
    return new Prediction(
        id,
        new ImagePointer("images", 0, 0),
        "v1",
        "cat",
        0.9,
        Map.of("cat", 0.9),
        Optional.empty(),
        Instant.now(),
        Instant.now());
  }

  private static LabelledExample example(String id, boolean right) {
    return new LabelledExample(
        id,
        new ImagePointer("images", 0, 0),
        "cat",
        right ? "cat" : "dog",
        0.9,
        "v1",
        Instant.now());
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    return EventJson.mapper()
        .readTree(HTTP.send(request(path).build(), BodyHandlers.ofString()).body());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.httpPort() + path));
  }
}
