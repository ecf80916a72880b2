package io.afterimage.stream.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.ClassificationTopology;
import io.afterimage.stream.topology.ImageMetrics;
import io.afterimage.stream.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A canary {@code v8} beside the active version {@code v7}, from the image to the predictions. */
class CanaryTopologyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");
  private static final byte[] OWL = {2};

  private final TopicNames names = new TopicNames("");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CanaryMetrics metrics = new CanaryMetrics(meters);
  private final CanaryTable table = new CanaryTable(metrics);
  private final FakeClassifier active = new FakeClassifier(true);
  private final InFlightTable inFlight =
      new InFlightTable(names.images(), active, new InFlightMetrics(meters, () -> NOW));
  private CanaryBreaker breaker = new CanaryBreaker();
  private final AtomicInteger ended = new AtomicInteger();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> images;
  private TestOutputTopic<String, byte[]> predictions;

  /** Answers as another version does. */
  private static class Other extends FakeClassifier {

    Other(boolean atOnce) {
      super(atOnce);
    }

    @Override
    public List<CompletableFuture<Answer>> submit(List<byte[]> images) {
      return super.submit(images).stream()
          .map(answer -> answer.thenApply(said -> said instanceof Classified c ? ofV8(c) : said))
          .toList();
    }

    private static Answer ofV8(Classified said) {
      return new Classified(
          "v8", said.labels(), said.probabilities(), said.stages(), said.sha256(), said.novelty());
    }
  }

  @BeforeEach
  void start() {
    inFlight.route(table);
    Properties properties = new Properties();
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    RecordLimits limits =
        new RecordLimits(Map.of(names.predictions(), 1_048_588, names.deadLetters(), 1_048_588));
    driver =
        new TopologyTestDriver(
            ClassificationTopology.build(
                names,
                inFlight,
                new ImageMetrics(meters),
                Tracing.OFF,
                new RecordTimes(meters, List.of(names.images()), () -> NOW),
                new FaultyRecords(limits),
                limits,
                () -> NOW,
                Duration.ofMillis(50)),
            properties);
    images =
        driver.createInputTopic(
            names.images(), new ByteArraySerializer(), new ByteArraySerializer());
    predictions =
        driver.createOutputTopic(
            names.predictions(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  /** One prediction of each image, in their order; a redelivered image has the same answerer. */
  @Test
  void shouldAnswerItsShareOnceInOrderAndTheSameImagesAgain() {
    load(new Other(true), 0.25);
    send(400);
    Map<String, String> first = answerers(400);

    assertThat(first.values().stream().filter("v8"::equals).count()).isBetween(70L, 130L);
    assertThat(first.values()).containsOnly("v7", "v8");
    assertThat(meters.get("afterimage.canary.share").tag("version", "v8").gauge().value())
        .isEqualTo(0.25);

    load(new Other(true), 0.25);
    send(400);
    assertThat(answerers(400)).as("on another instance").isEqualTo(first);
    assertThat(ended).as("the former one is closed").hasValue(1);
  }

  /** Frames of one scene are one subject: to flip between two versions would look broken. */
  @Test
  void shouldKeepImagesOfAGroupTogether() {
    load(new Other(true), 0.5);
    for (int i = 0; i < 200; i++) {
      Headers headers = new RecordHeaders().add("group", utf8("scene-" + i % 20));
      images.pipeInput(new TestRecord<>(utf8("image-" + i), OWL, headers));
    }

    Map<String, Set<String>> byGroup = new HashMap<>();
    answerers(200)
        .forEach(
            (id, version) -> {
              String group = "scene-" + Integer.parseInt(id.substring(6)) % 20;
              byGroup.computeIfAbsent(group, g -> new HashSet<>()).add(version);
            });
    assertThat(byGroup.values())
        .hasSize(20)
        .allMatch(versions -> versions.size() == 1)
        .contains(Set.of("v7"), Set.of("v8"));
  }

  @Test
  void shouldHandBothSharesOverAsTheyArePolled() {
    FakeClassifier canary = new Other(true);
    load(canary, 0.5);
    List<ConsumerRecord<byte[], byte[]>> polled =
        IntStream.range(0, 40)
            .mapToObj(i -> new ConsumerRecord<>(names.images(), 0, i, utf8("image-" + i), OWL))
            .toList();
    inFlight.submit(new TopicPartition(names.images(), 0), polled);
    int own = canary.submitted.size();
    assertThat(own).isBetween(10, 30);
    assertThat(active.submitted).hasSize(40 - own);

    send(40);

    assertThat(answerers(40).values().stream().filter("v8"::equals).count()).isEqualTo(own);
    assertThat(canary.submitted).as("none was computed again").hasSize(own);
  }

  @Test
  void shouldLetTheActiveVersionAnswerWhereTheCanaryFailsHasNoneOrIsLate() {
    load(
        new FakeClassifier(true) {
          @Override
          public List<CompletableFuture<Answer>> submit(List<byte[]> ignored) {
            return super.submit(List.of(poison()));
          }
        },
        1);
    send(1);
    assertThat(fallbacks("failed")).isEqualTo(1);
    load(
        new FakeClassifier(true) {
          @Override
          public List<CompletableFuture<Answer>> submit(List<byte[]> ignored) {
            return super.submit(List.of(new byte[] {3}));
          }
        },
        1);
    send(1);
    assertThat(fallbacks("no-answer")).isEqualTo(1);
    FakeClassifier stuck = new FakeClassifier(false);
    load(stuck, 1);
    send(1);
    assertThat(fallbacks("late")).isEqualTo(1);
    assertThat(stuck.handedOut).allMatch(CompletableFuture::isCancelled);

    assertThat(predictions.readKeyValuesToList())
        .extracting(record -> EventJson.read(record.value, Prediction.class).modelVersion())
        .containsExactly("v7", "v7", "v7");
  }

  /** Each image would wait for it, and all that come after it in its partition. */
  @Test
  void shouldAskNothingOfAHungCanaryForAWhile() {
    FakeClassifier hung = new FakeClassifier(false);
    load(hung, 1);
    send(20);
    assertThat(answerers(20).values()).containsOnly("v7");
    assertThat(hung.submitted).hasSize(1);
    assertThat(fallbacks("late")).isEqualTo(1);
    assertThat(fallbacks("paused")).isEqualTo(19);

    breaker = new CanaryBreaker(Duration.ZERO);
    load(new Other(true), 1);
    breaker.late();
    send(1);
    assertThat(answerers(1).values()).as("after the pause").containsOnly("v8");
  }

  @Test
  void shouldAskNothingOfACanaryWhoseWorkerHasEnded() {
    FakeClassifier canary = new FakeClassifier(false);
    load(canary, 1);
    breaker.fail(new OutOfMemoryError("no room for its graph"));
    send(3);

    assertThat(answerers(3).values()).containsOnly("v7");
    assertThat(canary.submitted).isEmpty();
    assertThat(table.current().flatMap(Canary::fault).orElseThrow())
        .contains("no room for its graph");
  }

  @Test
  void shouldCancelWhatIsNotAskedForAndAnswerNothingAfterItsEnd() {
    FakeClassifier canary = new FakeClassifier(false);
    load(canary, 1);
    inFlight.submit(
        new TopicPartition(names.images(), 0),
        List.of(new ConsumerRecord<>(names.images(), 0, 0, utf8("a"), OWL)));
    inFlight.drop(new TopicPartition(names.images(), 0));
    assertThat(canary.handedOut).allMatch(CompletableFuture::isCancelled);

    table.set(Optional.empty());
    send(3);
    assertThat(answerers(3).values()).containsOnly("v7");
    assertThat(meters.find("afterimage.canary.share").gauges()).isEmpty();
  }

  private void load(FakeClassifier classifier, double share) {
    CanaryClassifier canary =
        new CanaryClassifier(classifier, active, breaker, Duration.ofMillis(20), metrics);
    table.set(Optional.of(new Canary("v8", share, canary, breaker, ended::incrementAndGet)));
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      images.pipeInput(utf8("image-" + i), OWL);
    }
  }

  /** By image id, in the order of the images. */
  private Map<String, String> answerers(int count) {
    Map<String, String> answerers = new HashMap<>();
    for (int i = 0; i < count; i++) {
      var record = predictions.readRecord();
      assertThat(record.key()).isEqualTo("image-" + i);
      answerers.put(record.key(), EventJson.read(record.value(), Prediction.class).modelVersion());
    }
    assertThat(predictions.isEmpty()).isTrue();
    return answerers;
  }

  private double fallbacks(String reason) {
    return meters.get("afterimage.canary.fallbacks").tag("reason", reason).counter().count();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
