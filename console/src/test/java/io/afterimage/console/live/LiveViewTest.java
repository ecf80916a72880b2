package io.afterimage.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.service.RouteGroup;
import io.javalin.Javalin;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveViewTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final LiveView view =
      new LiveView("stream", TopicNames.plain(), InstantSource.fixed(NOW));
  private final Javalin server = serve(new LiveRoutes(view));

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void shouldFilterTheNewestPredictions() throws Exception {
    predict(0, "cats/1.jpg", "v1", "cat", 0.9, 40);
    predict(1, "cats/2.jpg", "v2", "cat", 0.6, 40);
    predict(2, "dogs/3.jpg", "v2", "dog", 0.8, 40);
    label("cats/2.jpg", Optional.of("dog"), "ada");
    label("dogs/3.jpg", Optional.of("dog"), "rule");
    label("dogs/3.jpg", Optional.empty(), "rule");
    label("cats/2.jpg", Optional.of("x".repeat(300)), "refused by the stream");

    assertThat(ids("")).containsExactly("dogs/3.jpg", "cats/2.jpg", "cats/1.jpg");
    assertThat(ids("?label=cat")).containsExactly("cats/2.jpg", "cats/1.jpg");
    assertThat(ids("?version=v2&label=cat")).containsExactly("cats/2.jpg");
    assertThat(ids("?least=0.7&most=0.85")).containsExactly("dogs/3.jpg");
    assertThat(ids("?text=CATS&limit=1")).containsExactly("cats/2.jpg");
    assertThat(ids("?source=ada")).containsExactly("cats/2.jpg");
    assertThat(ids("?source=rule")).as("taken back").isEmpty();
    JsonNode page = page("");
    assertThat(page.at("/cards/1/given/label").asText()).isEqualTo("dog");
    assertThat(page.at("/cards/1/visibleMillis").asLong()).isEqualTo(40);
    assertThat(page.at("/versions").toString()).isEqualTo("[\"v1\",\"v2\"]");
    assertThat(page.at("/sources").toString()).isEqualTo("[\"ada\",\"rule\"]");
  }

  @Test
  void shouldSayWhichParameterIsNoNumber() throws Exception {
    HttpResponse<String> answer = get("/api/live?least=%3Cscript%3E");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("least is");
  }

  @Test
  void shouldKeepNoMoreThanTheNewest() {
    RecentPredictions few = new RecentPredictions(2);
    for (int offset = 0; offset < 9; offset++) {
      few.add(record(offset), prediction(offset, "i" + offset, "v1", "cat", 0.9, 0));
    }
    assertThat(few.size()).isEqualTo(2);
    assertThat(few.seen()).isEqualTo(9);
    assertThat(few.find(any -> true, 9)).extracting(LivePrediction::id).containsExactly("i8", "i7");

    RecentLabels labels = new RecentLabels(2);
    for (String id : List.of("a", "b", "a", "c")) {
      labels.take(labelRecord(id, Optional.of("cat"), "ada"));
    }
    ImagePointer any = new ImagePointer("images", 0, 0);
    assertThat(labels.of("a", any, Optional.empty())).isPresent();
    assertThat(labels.of("b", any, Optional.empty())).as("labelled longest ago").isEmpty();
  }

  @Test
  void shouldTellRateAndDelayOfTheLastTenSeconds() throws Exception {
    for (int i = 0; i < 100; i++) {
      predict(i, "i" + i, "v1", "cat", 0.9, i + 1);
    }
    Visibility visibility = new Visibility();
    visibility.add(NOW.toEpochMilli() - 10_001, 7);
    assertThat(visibility.figures(NOW.toEpochMilli()).p50Millis()).isEmpty();

    LiveStatus status = view.status();

    assertThat(status.imagesPerSecond()).isEqualTo(10);
    assertThat(status.p50Millis()).hasValue(50L);
    assertThat(status.p99Millis()).hasValue(99L);
    assertThat(status.lag()).as("not read yet").isEmpty();
    assertThat(get("/api/status").body()).contains("\"p99Millis\":99");
  }

  @Test
  void shouldTellTheActiveVersion() {
    announce("v7", List.of("cat"));

    assertThat(view.status().version()).hasValue("v7");
  }

  @Test
  void shouldTellTheLabelsThatHaveColoursWhateverTheirOrderInAVersion() {
    announce("v7", List.of("dog", "cat"));

    assertThat(view.status().labels()).containsExactly("cat", "dog");

    announce("v8", IntStream.range(10, 1_010).mapToObj(label -> "label-" + label).toList());

    assertThat(view.status().labels()).hasSize(14).startsWith("label-10", "label-100");
  }

  @Test
  void shouldShowBrowsersAFairSampleOfAtMostTenAtATime() {
    for (int i = 0; i < 500; i++) {
      predict(i, "i" + i, "v1", "cat", 0.9, 40);
    }
    List<Object> events = new ArrayList<>();

    LiveFeed.tell(view, (channel, event) -> events.add(event), true);
    LiveFeed.tell(view, (channel, event) -> events.add(event), false);

    assertThat(events).as("no news, no event").hasSize(2);
    LiveFeed.News news = (LiveFeed.News) events.get(0);
    assertThat(news.came()).isEqualTo(500);
    assertThat(news.shown()).hasSize(10).doesNotHaveDuplicates();
    assertThat(news.shown())
        .extracting(card -> card.prediction().number())
        .anyMatch(number -> number > 10)
        .isSorted();
  }

  @Test
  void shouldSayThatBrowsersAreToldNothingAnyMore() {
    try (LiveFeed feed =
        LiveFeed.start(
            view,
            (channel, event) -> {
              throw new IllegalStateException("as JSON that cannot be written would");
            })) {
      await().untilAsserted(() -> assertThat(feed.faults()).hasSize(1));
    }
  }

  private void announce(String version, List<String> labels) {
    ModelEvent event =
        new ModelEvent.Announced(
            version, "x", "0".repeat(64), 1, labels, Optional.empty(), Optional.empty(), NOW);
    view.modelListener()
        .take(new ConsumerRecord<>("model-events", 0, 0, null, EventJson.write(event)));
  }

  private void predict(
      long offset, String id, String version, String label, double confidence, long delay) {
    ConsumerRecord<byte[], byte[]> record = record(offset);
    Prediction prediction = prediction(offset, id, version, label, confidence, delay);
    view.predictionListener()
        .take(
            new ConsumerRecord<>(
                record.topic(),
                0,
                offset,
                record.timestamp(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                null,
                EventJson.write(prediction),
                new RecordHeaders(),
                Optional.empty()));
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset) {
    return new ConsumerRecord<>(
        "predictions",
        0,
        offset,
        NOW.toEpochMilli() - 1_000,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        null,
        null,
        new RecordHeaders(),
        Optional.empty());
  }

  private static Prediction prediction(
      long offset, String id, String version, String label, double confidence, long delay) {
    return new Prediction(
        id,
        new ImagePointer("images", 0, offset),
        version,
        label,
        confidence,
        Map.of(label, confidence),
        Optional.empty(),
        NOW.minusMillis(1_000 + delay),
        NOW.minusMillis(1_010));
  }

  private void label(String id, Optional<String> label, String source) {
    view.labels().take(labelRecord(id, label, source));
  }

  private static ConsumerRecord<byte[], byte[]> labelRecord(
      String id, Optional<String> label, String source) {
    return new ConsumerRecord<>(
        "labels",
        0,
        0,
        id.getBytes(StandardCharsets.UTF_8),
        label
            .map(
                text -> EventJson.write(new Label(id, text, Optional.of(source), Optional.empty())))
            .orElse(null));
  }

  private List<String> ids(String query) throws IOException, InterruptedException {
    return page(query).findValuesAsText("id");
  }

  private JsonNode page(String query) throws IOException, InterruptedException {
    return EventJson.mapper().readTree(get("/api/live" + query).body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI address = URI.create("http://localhost:%d%s".formatted(server.port(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Javalin serve(RouteGroup group) {
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jsonMapper(new JavalinJackson(EventJson.mapper(), false));
              group.addTo(config.routes);
            })
        .start(0);
  }
}
