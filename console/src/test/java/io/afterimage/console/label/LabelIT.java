package io.afterimage.console.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.console.web.ConsoleServer;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.models.LabelReview;
import io.afterimage.models.Lineage;
import io.afterimage.registry.store.KafkaLineageStore;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Retraction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.service.RouteGroup;
import io.afterimage.testkit.WholeTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two consoles and several people, on one broker. */
class LabelIT {

  private static final TopicNames TOPICS = TopicNames.plain();
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final String HOSTILE = "<script>alert('fox')</script> \" & 狐";

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static Map<String, Object> properties;
  private static KafkaClients clients;
  private static Console first;
  private static Console second;

  /** One console, whose guard believes whoever says who they are. */
  private static final class Console implements AutoCloseable {
    private final LabelViews views;
    private final ConsoleServer server;

    Console(Consumer<Object> news) {
      LineageStore lineages = new KafkaLineageStore(clients, TOPICS.modelArtifacts(), SOON);
      views =
          LabelViews.start(
              clients, TOPICS, new LabelConfig(20, 1000), lineages, news, Clock.systemUTC());
      RouteGroup guard =
          routes ->
              routes.beforeMatched(
                  context ->
                      context.attribute(
                          "person",
                          new Person(
                              context.header("X-Person"), Role.valueOf(context.header("X-Role")))));
      server =
          ConsoleServer.start(
              "127.0.0.1", 0, transport -> {}, List.of(guard, new LabelRoutes(views)));
    }

    Someone as(String person) {
      return new Someone(this, person, Role.LABELLER);
    }

    @Override
    public void close() {
      server.close();
      views.close();
    }
  }

  /** A person at one page of a console. */
  private record Someone(Console console, String name, Role role) {

    JsonNode queue(int count) {
      return ask(
          "GET", "queue?desk=%s&count=%d".formatted(URLEncoder.encode(name, UTF_8), count), "");
    }

    List<String> cards(int count) {
      return StreamSupport.stream(queue(count).get("cards").spliterator(), false)
          .map(card -> card.get("image").get("imageId").textValue())
          .toList();
    }

    JsonNode label(String id, String label, String... newClasses) {
      Map<String, Object> body =
          Map.of(
              "desk",
              name,
              "labels",
              List.of(Map.of("image", Map.of("imageId", id, "sha256", SHA256), "label", label)),
              "newClasses",
              List.of(newClasses));
      return ask("POST", "labels", new String(EventJson.write(body), UTF_8));
    }

    JsonNode undo(String id) {
      return ask("POST", "undo", json(Map.of("desk", name, "images", List.of(id))));
    }

    JsonNode putAside(String id, String reason) {
      return ask(
          "POST",
          "aside",
          json(Map.of("desk", name, "images", List.of(Map.of("imageId", id)), "reason", reason)));
    }

    JsonNode ask(String method, String path, String body) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:%d/api/label/%s".formatted(console.server.port(), path)))
              .header("X-Person", name)
              .header("X-Role", role.name())
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<byte[]> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        JsonNode json = EventJson.mapper().readTree(answer.body());
        assertThat(answer.headers().firstValue("Content-Type").orElse("application/json"))
            .startsWith("application/json");
        return EventJson.mapper()
            .createObjectNode()
            .put("status", answer.statusCode())
            .setAll((ObjectNode) wrapped(json));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static JsonNode wrapped(JsonNode json) {
      return json.isObject() ? json : EventJson.mapper().createObjectNode().set("all", json);
    }

    private static String json(Object body) {
      return new String(EventJson.write(body), UTF_8);
    }
  }

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    clients = KafkaClients.of(properties);
    try (Admin admin = clients.admin()) {
      var unused =
          new TopicAdmin(admin, TopicAdmin.Options.defaults())
              .create(Topics.definitions(TopicSettings.defaults().withPartitions(2)));
    }
    write(
        TOPICS.modelEvents(),
        "v1",
        new ModelEvent.Announced(
            "v1",
            "kafka",
            SHA256,
            1,
            List.of("fox", "wolf"),
            Optional.empty(),
            Optional.empty(),
            Instant.now()));
    first = new Console(news -> {});
    second = new Console(news -> {});
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    broker.close();
  }

  @Test
  void shouldWriteTheLabelWithItsPersonAndCloseTheImageOnBothConsoles() {
    request("r1");
    awaitCard(second.as("bert"), "r1");

    JsonNode answer = first.as("anna").label("r1", " fox ");

    assertThat(answer.get("status").intValue()).isEqualTo(200);
    assertThat(answer.get("results").get(0).get("label").textValue()).isEqualTo("fox");
    LabelEvent written = last("r1");
    assertThat(written.source()).hasValue("anna");
    assertThat(written.sha256()).hasValue(SHA256);
    assertThat(((Label) written).label()).isEqualTo("fox");
    List<JsonNode> answered = new ArrayList<>();
    await()
        .atMost(SOON)
        .until(
            () -> {
              JsonNode queue = second.as("bert").queue(100);
              queue.get("answered").forEach(answered::add);
              return answered.stream().anyMatch(one -> one.get("imageId").textValue().equals("r1"));
            });
    assertThat(answered.get(0).get("by").textValue()).isEqualTo("anna");
    assertThat(first.as("carl").cards(100)).doesNotContain("r1");
  }

  @Test
  void shouldGoOnAskingWhereTheStreamRefusesALabel() {
    request("refused-1");
    awaitCard(first.as("anna"), "refused-1");
    Optional<String> dora = Optional.of("dora");
    write(
        TOPICS.labels(),
        "refused-1",
        new Label("refused-1", "x".repeat(300), dora, Optional.empty()));
    write(TOPICS.labels(), "refused-1", new Label("refused-2", "fox", dora, Optional.empty()));
    write(
        TOPICS.labels(),
        "refused-1",
        new Label("refused-1", " good\u00a0fox ", dora, Optional.empty()));

    await().atMost(SOON).until(() -> first.views.labels().find("refused-1").isPresent());

    Said said = first.views.labels().find("refused-1").orElseThrow();
    assertThat(said.votes()).containsExactly(Map.entry("dora", "good fox"));
    assertThat(said.before()).as("the long one").isEmpty();
    assertThat(first.views.labels().find("refused-2")).as("keyed otherwise").isEmpty();
  }

  @Test
  void shouldTakeTheOwnLabelBackAndNoOthers() {
    request("r2");
    awaitCard(first.as("anna"), "r2");
    assertThat(first.as("anna").label("r2", "fox").get("status").intValue()).isEqualTo(200);

    JsonNode refused = first.as("bert").undo("r2");
    assertThat(refused.get("results").get(0).get("error").textValue()).startsWith("anna");
    assertThat(last("r2")).isInstanceOf(Label.class);

    JsonNode undone = first.as("anna").undo("r2");

    assertThat(undone.get("results").get(0).has("error")).isFalse();
    assertThat(last("r2")).isInstanceOf(Retraction.class);
    assertThat(last("r2").source()).hasValue("anna");
    assertThat(first.as("anna").cards(1)).as("in hand again").contains("r2");
  }

  @Test
  void shouldBringBackWhatStoodBeforeACorrection() {
    request("r3");
    awaitCard(first.as("anna"), "r3");
    assertThat(first.as("anna").label("r3", "fox").get("status").intValue()).isEqualTo(200);
    assertThat(first.as("bert").label("r3", "wolf").get("status").intValue()).isEqualTo(200);

    JsonNode undone = first.as("bert").undo("r3");

    assertThat(undone.get("results").get(0).get("label").textValue()).isEqualTo("fox");
    Label standing = (Label) last("r3");
    assertThat(standing.label()).isEqualTo("fox");
    assertThat(standing.source()).as("still hers").hasValue("anna");
  }

  @Test
  void shouldBringBackEverybodysLabelsOnBothConsoles() {
    request("r7");
    awaitCard(first.as("anna"), "r7");
    assertThat(first.as("anna").label("r7", "fox").get("status").intValue()).isEqualTo(200);
    assertThat(first.as("bert").label("r7", "wolf").get("status").intValue()).isEqualTo(200);
    assertThat(first.as("carl").putAside("r7", Retraction.NONE_OF_THESE).get("status").intValue())
        .isEqualTo(200);

    JsonNode undone = first.as("carl").undo("r7");

    assertThat(undone.get("results").get(0).get("label").textValue()).isEqualTo("wolf");
    assertThat(events("r7").subList(4, 6))
        .extracting(event -> event.source().orElseThrow())
        .containsExactly("anna", "bert");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(second.views.labels().find("r7").orElseThrow().votes())
                    .isEqualTo(Map.of("anna", "fox", "bert", "wolf")));
  }

  @Test
  void shouldPutAnImageAsideForEverybodyEvenAfterARestart() {
    request("r4");
    awaitCard(first.as("anna"), "r4");

    assertThat(first.as("anna").putAside("r4", "because").get("status").intValue()).isEqualTo(400);
    JsonNode done = first.as("anna").putAside("r4", Retraction.BAD_IMAGE);

    assertThat(done.get("status").intValue()).isEqualTo(200);
    assertThat(((Retraction) last("r4")).reason()).hasValue(Retraction.BAD_IMAGE);
    request("r5");
    try (Console restarted = new Console(news -> {})) {
      awaitCard(restarted.as("dora"), "r5");
      await().atMost(SOON).until(() -> restarted.views.faults().isEmpty());
      assertThat(restarted.as("dora").cards(100)).doesNotContain("r4");
      JsonNode own = restarted.as("anna").ask("GET", "mine", "").get("all");
      assertThat(own)
          .anySatisfy(
              one -> assertThat(one.get("aside").textValue()).isEqualTo(Retraction.BAD_IMAGE));
    }
  }

  @Test
  void shouldAskBeforeANewClassAndCarryHostileTextUnchanged() {
    request("r6");
    awaitCard(first.as("anna"), "r6");

    JsonNode slip = first.as("anna").label("r6", "Fox");
    assertThat(slip.get("status").intValue()).isEqualTo(409);
    assertThat(slip.get("newClasses").get(0).get("alike").get(0).textValue()).isEqualTo("fox");
    JsonNode named = first.as("anna").ask("GET", "class?name=Fox", "");
    assertThat(named.get("known").booleanValue()).isFalse();
    assertThat(named.get("alike").get(0).textValue()).isEqualTo("fox");
    JsonNode asked = first.as("anna").label("r6", HOSTILE);
    assertThat(asked.get("status").intValue()).isEqualTo(409);

    JsonNode meant = first.as("anna").label("r6", HOSTILE, HOSTILE);

    assertThat(meant.get("status").intValue()).isEqualTo(200);
    assertThat(((Label) last("r6")).label()).isEqualTo(HOSTILE);
    assertThat(first.as("anna").queue(1).get("classes"))
        .anySatisfy(
            one -> {
              assertThat(one.get("label").textValue()).isEqualTo(HOSTILE);
              assertThat(one.get("learned").booleanValue()).isFalse();
            });
  }

  @Test
  void shouldRefuseWhatIsNoLabelOrNamesNoImage() {
    Someone anna = first.as("anna");

    assertThat(anna.label("x", " ").get("error").textValue()).contains("blank");
    assertThat(anna.label("x", "a\u0000b").get("status").intValue()).isEqualTo(400);
    assertThat(anna.label("", "fox").get("status").intValue()).isEqualTo(400);
    assertThat(
            anna.ask("POST", "labels", "{\"desk\":\"d\",\"labels\":[]}").get("status").intValue())
        .isEqualTo(400);
    assertThat(anna.ask("POST", "labels", "not JSON").get("status").intValue()).isEqualTo(400);
    assertThat(anna.ask("GET", "queue?count=many", "").get("status").intValue()).isEqualTo(400);
  }

  @Test
  void shouldListSuspectsUntilSomebodyConfirmsThem() {
    LabelReview review =
        new LabelReview(
            Instant.now(),
            3,
            0.1,
            List.of(
                new LabelReview.Suspect("s1", "fox", "wolf", 0.9, true),
                new LabelReview.Suspect("s2", "fox", "wolf", 0.8, false),
                new LabelReview.Suspect("s3", "fox", "wolf", 0.7, false)));
    new KafkaLineageStore(clients, TOPICS.modelArtifacts(), SOON)
        .put(SHA256, new Lineage(Map.of("train", List.of("s1"))).withLabels(Optional.of(review)));
    example("s1", "fox", "images-0-1");
    example("s2", "wolf", "images-0-2");
    example("s3", "fox", "folder-0-0");
    Someone anna = first.as("anna");

    await()
        .atMost(SOON)
        .until(() -> !anna.ask("GET", "suspects?desk=anna", "").get("cards").isEmpty());
    JsonNode found = anna.ask("GET", "suspects?desk=anna", "");

    assertThat(found.get("cards")).hasSize(1);
    assertThat(found.get("cards").get(0).get("image").get("imageId").textValue()).isEqualTo("s1");
    assertThat(found.get("cards").get(0).get("likely").textValue()).isEqualTo("wolf");
    assertThat(found.get("fromFolders").intValue()).isEqualTo(1);

    assertThat(first.as("bert").ask("GET", "suspects?desk=bert", "").get("cards"))
        .as("in her hand")
        .isEmpty();

    assertThat(anna.label("s1", "fox").get("status").intValue()).isEqualTo(200);

    assertThat(anna.ask("GET", "suspects?desk=anna", "").get("cards")).isEmpty();

    JsonNode undone = anna.undo("s1");

    assertThat(undone.get("results").get(0).get("label").textValue())
        .as("its label is not lost, though the topic of labels has it no more")
        .isEqualTo("fox");
    assertThat(((Label) last("s1")).source()).hasValue("carl");
  }

  private static void awaitCard(Someone someone, String id) {
    await().atMost(SOON).until(() -> someone.cards(100).contains(id));
  }

  private static void request(String id) {
    Instant now = Instant.now();
    Prediction prediction =
        new Prediction(
            id,
            new ImagePointer(TOPICS.images(), 0, 1),
            "v1",
            "fox",
            0.5,
            Map.of("fox", 0.5, "wolf", 0.5),
            Optional.empty(),
            Optional.of(SHA256),
            Optional.empty(),
            now,
            now);
    write(TOPICS.predictions(), id, prediction);
    write(
        TOPICS.labelRequests(),
        id,
        LabelRequest.of(prediction, LabelRequest.UNCERTAIN, 1, Optional.empty(), now));
  }

  private static void example(String id, String label, String source) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(TOPICS.trainingSet(), 0, id.getBytes(UTF_8), new byte[] {1});
    record
        .headers()
        .add("label", label.getBytes(UTF_8))
        .add("source", source.getBytes(UTF_8))
        .add("labelled-by", "carl".getBytes(UTF_8));
    send(record);
  }

  private static void write(String topic, String key, Object event) {
    send(new ProducerRecord<>(topic, key.getBytes(UTF_8), EventJson.write(event)));
  }

  private static void send(ProducerRecord<byte[], byte[]> record) {
    try (Producer<byte[], byte[]> producer = clients.producer(SOON, Map.of())) {
      var sent = producer.send(record);
      producer.flush();
      assertThat(sent).isDone();
    }
  }

  /** What stands at the end of the topic for an image. */
  private static LabelEvent last(String id) {
    List<LabelEvent> events = events(id);
    return events.get(events.size() - 1);
  }

  /** Everything that was written of an image. */
  private static List<LabelEvent> events(String id) {
    return WholeTopic.records(properties, TOPICS.labels()).stream()
        .filter(record -> record.key().equals(id))
        .map(record -> EventJson.read(record.value(), LabelEvent.class))
        .toList();
  }
}
