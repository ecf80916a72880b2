package io.afterimage.console.detail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.models.Lineage;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.store.LineageStore;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSearchIT {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final String MODEL = "a".repeat(64);
  private static final TopicNames TOPICS = TopicNames.plain();

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaClients clients;

  private final Lineage lineage =
      new Lineage(Map.of("train", List.of("a/1"), "test", List.of("b")));

  /** One model's. */
  private final class Lineages implements LineageStore {
    @Override
    public void put(String sha256, Lineage made) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void read(BiConsumer<String, Lineage> receiver) {
      receiver.accept(MODEL, lineage);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    clients = KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
    try (Admin admin = clients.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPICS.predictions(), 3, (short) 1),
                  new NewTopic(TOPICS.labels(), 3, (short) 1),
                  new NewTopic(TOPICS.labelRequests(), 1, (short) 1)))
          .all()
          .get();
    }
    try (Producer<byte[], byte[]> producer = clients.producer(Duration.ofMinutes(3), Map.of())) {
      for (String id : List.of("a/1", "b", "c", "d", "a/1")) {
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(TOPICS.predictions(), id.getBytes(UTF_8), prediction(id));
        record
            .headers()
            .add(
                "traceparent",
                ("00-" + "7".repeat(32) + "-" + "8".repeat(16) + "-01").getBytes(UTF_8));
        send(producer, record);
      }
      send(producer, label("a/1", Optional.of("dog")));
      send(producer, label("b", Optional.of("cat")));
      send(producer, label("a/1", Optional.empty()));
      LabelRequest request =
          LabelRequest.of(
              EventJson.read(prediction("a/1"), Prediction.class),
              "new",
              0.5,
              Optional.empty(),
              NOW);
      send(
          producer,
          new ProducerRecord<>(
              TOPICS.labelRequests(), "a/1".getBytes(UTF_8), EventJson.write(request)));
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldTellAllThatTheTopicsSayOfAnImage() {
    ImageStory story = story("a/1", new Lineages());

    assertThat(story.state()).isEqualTo("done");
    assertThat(story.complete()).isTrue();
    assertThat(story.predictions()).as("sent twice").hasSize(2);
    FoundPrediction found = story.predictions().get(0);
    assertThat(found.place()).startsWith("predictions-");
    assertThat(found.trace()).hasValue("7".repeat(32));
    assertThat(story.labels())
        .extracting(said -> said.label().orElse("taken back"))
        .containsExactly("taken back", "dog");
    assertThat(story.request().orElseThrow().why()).isEqualTo("new");
    assertThat(story.learned()).containsExactly(new LearnedFrom.Use("v1", "train"));
  }

  @Test
  void shouldTellThatNothingIsKnown() {
    ImageStory story = story("<script>", new Lineages());

    assertThat(story.predictions()).isEmpty();
    assertThat(story.labels()).isEmpty();
    assertThat(story.complete()).isTrue();
  }

  @Test
  void shouldSayHowFarItLooked() {
    KeyScan scan = new KeyScan(clients, InstantSource.system());
    byte[] key = "a/1".getBytes(UTF_8);

    KeyScan.Seen seen =
        scan.run(
            TOPICS.predictions(), key, 1, Long.MAX_VALUE, () -> false, read -> {}, record -> {});

    assertThat(seen).isEqualTo(new KeyScan.Seen(1, false));
    assertThat(
            scan.run(TOPICS.predictions(), key, 9, 0, () -> false, read -> {}, record -> {})
                .complete())
        .as("no time")
        .isFalse();
  }

  @Test
  void shouldShowWhatItFoundWhenTheRestCannotBeRead() {
    LineageStore broken =
        new LineageStore() {
          @Override
          public void put(String sha256, Lineage made) {}

          @Override
          public void read(BiConsumer<String, Lineage> receiver) {
            throw new IllegalStateException("the store is away");
          }
        };

    ImageStory story = story("b", broken);

    assertThat(story.fault()).hasValue("the store is away");
    assertThat(story.predictions()).hasSize(1);
  }

  @Test
  void shouldNotSearchAgainForWhatIsStillSearchedNorHoldUpOthersByAFarSearch() {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger searches = new AtomicInteger();
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    LineageStore slow =
        new LineageStore() {
          @Override
          public void put(String sha256, Lineage made) {}

          @Override
          public void read(BiConsumer<String, Lineage> receiver) {
            searches.incrementAndGet();
            await().until(() -> goOn.getCount() == 0);
            throw new IllegalStateException("read anew each time");
          }
        };
    try (ImageSearch search = search(slow, now::get)) {
      await()
          .until(
              () ->
                  search.story("b", ScanLimits.FAR).state().equals("searching")
                      && searches.get() == 1);
      now.set(NOW.plusSeconds(100));

      ImageStory far = search.story("b", ScanLimits.FAR);
      assertThat(far.predictions()).as("found so far").hasSize(1);
      await().until(() -> !search.story("c", ScanLimits.USUAL).predictions().isEmpty());
      goOn.countDown();

      await().until(() -> search.story("b", ScanLimits.FAR).state().equals("failed"));
      await().until(() -> search.story("c", ScanLimits.USUAL).state().equals("failed"));
      assertThat(searches).as("one of each").hasValue(2);
      now.set(NOW.plusSeconds(200));
      assertThat(search.story("b", ScanLimits.FAR).state()).as("later").isEqualTo("searching");
    }
  }

  private static ImageStory story(String id, LineageStore lineages) {
    try (ImageSearch search = search(lineages, InstantSource.system())) {
      await().until(() -> !search.story(id, ScanLimits.USUAL).state().equals("searching"));
      return search.story(id, ScanLimits.USUAL);
    }
  }

  private static ImageSearch search(LineageStore lineages, InstantSource clock) {
    ModelRegistry registry =
        ModelRegistry.empty()
            .apply(
                new ModelEvent.Announced(
                    "v1", "x", MODEL, 1, List.of("cat"), Optional.empty(), Optional.empty(), NOW));
    return new ImageSearch(clients, TOPICS, new LearnedFrom(lineages, () -> registry), clock);
  }

  private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
      throws Exception {
    producer.send(record).get();
  }

  private static byte[] prediction(String id) {
    return EventJson.write(
        new Prediction(
            id,
            new ImagePointer("images", 0, 7),
            "v1",
            "cat",
            0.9,
            Map.of("cat", 0.9),
            Optional.empty(),
            NOW,
            NOW));
  }

  private static ProducerRecord<byte[], byte[]> label(String id, Optional<String> label) {
    return new ProducerRecord<>(
        TOPICS.labels(),
        id.getBytes(UTF_8),
        label
            .map(text -> EventJson.write(new Label(id, text, Optional.of("ada"), Optional.of(NOW))))
            .orElse(null));
  }
}
