package io.afterimage.stream.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.Answer;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.ClassificationTopology;
import io.afterimage.stream.topology.ImageMetrics;
import io.afterimage.stream.topology.PredictionForm;
import io.afterimage.stream.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shadow beside the active version {@code v7}, from the image to both topics. */
class ShadowTopologyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");
  private static final byte[] OWL = {2};
  private static final byte[] UNANSWERED = {3};

  private final TopicNames names = new TopicNames("");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ShadowMetrics metrics = new ShadowMetrics(meters);
  private final ShadowTable table = new ShadowTable(metrics);
  private final FakeClassifier active = new FakeClassifier(true);
  private final InFlightTable inFlight =
      new InFlightTable(names.images(), active, new InFlightMetrics(meters, () -> NOW));
  private final RecordLimits limits =
      new RecordLimits(Map.of(names.predictions(), 1_048_588, names.deadLetters(), 1_048_588));
  private final AtomicInteger ended = new AtomicInteger();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> images;
  private TestOutputTopic<String, byte[]> predictions;
  private TestOutputTopic<String, byte[]> shadows;

  @BeforeEach
  void start() {
    inFlight.tell(table);
    Properties properties = new Properties();
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(
            ClassificationTopology.addTo(
                new Topology(),
                names,
                inFlight,
                PredictionForm.DEFAULT,
                Optional.of(new ShadowAnswers(table, DecisionRule.NONE, metrics, () -> NOW)),
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
    predictions = output(names.predictions());
    shadows = output(names.shadowPredictions());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void shouldSayBesideThePredictionWhatTheShadowSays() {
    load(new FakeClassifier(true), 1);

    images.pipeInput(utf8("trap-7"), OWL);

    assertThat(EventJson.read(predictions.readValue(), Prediction.class).label()).isEqualTo("owl");
    var record = shadows.readRecord();
    ShadowPrediction said = EventJson.read(record.value(), ShadowPrediction.class);
    assertThat(record.key()).isEqualTo("trap-7");
    assertThat(said.imageId()).isEqualTo("trap-7");
    assertThat(said.picture().offset()).isZero();
    assertThat(said.modelVersion()).isEqualTo("v8");
    assertThat(said.activeVersion()).isEqualTo("v7");
    assertThat(said.agrees()).isTrue();
    assertThat(said.inferenceMillis()).isEqualTo(3);
    assertThat(said.activeInferenceMillis()).isEqualTo(3);
    assertThat(said.predictedAt()).isEqualTo(NOW);
    assertThat(answers("agrees")).isEqualTo(1);
    assertThat(
            meters
                .get("afterimage.shadow.predictions")
                .tag("of", "shadow")
                .tag("label", "owl")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void shouldAnswerTheSampledShareAndEveryImageAsBefore() {
    load(new FakeClassifier(true), 0.25);

    for (int i = 0; i < 400; i++) {
      images.pipeInput(utf8("image-" + i), OWL);
    }

    assertThat(predictions.getQueueSize()).isEqualTo(400);
    List<String> sampled =
        IntStream.range(0, 400)
            .mapToObj(i -> "image-" + i)
            .filter(id -> new StableShare("v8", 0.25).contains(utf8(id)))
            .toList();
    assertThat(sampled).hasSizeBetween(70, 130);
    assertThat(shadows.readKeyValuesToList()).extracting(record -> record.key).isEqualTo(sampled);
  }

  @Test
  void shouldSayNothingWithoutAShadowAndAfterItsEnd() {
    images.pipeInput(utf8("a"), OWL);
    load(new FakeClassifier(true), 1);
    table.set(Optional.empty());
    images.pipeInput(utf8("b"), OWL);

    assertThat(predictions.getQueueSize()).isEqualTo(2);
    assertThat(shadows.isEmpty()).isTrue();
    assertThat(ended).hasValue(1);
  }

  @Test
  void shouldHandSampledImagesOverTogetherAsTheyArePolled() {
    FakeClassifier shadow = new FakeClassifier(true);
    load(shadow, 1);
    poll("a", "b", "c");
    assertThat(shadow.submitted).hasSize(3);

    images.pipeInput(utf8("a"), OWL);
    images.pipeInput(utf8("b"), OWL);
    images.pipeInput(utf8("c"), OWL);

    assertThat(shadow.submitted).as("none was computed again").hasSize(3);
    assertThat(shadows.getQueueSize()).isEqualTo(3);
  }

  @Test
  void shouldNotWaitForAShadowThatDoesNotKeepUpAndGiveItAPause() {
    FakeClassifier stuck = new FakeClassifier(false);
    load(stuck, 1);
    poll("a", "b", "c");

    images.pipeInput(utf8("a"), OWL);
    images.pipeInput(utf8("b"), OWL);
    images.pipeInput(utf8("c"), OWL);
    poll("d");

    assertThat(predictions.getQueueSize()).isEqualTo(3);
    assertThat(shadows.isEmpty()).isTrue();
    assertThat(skipped("late")).isEqualTo(1);
    assertThat(skipped("paused")).isEqualTo(2);
    assertThat(stuck.submitted).as("nothing more during its pause").hasSize(3);
    assertThat(stuck.handedOut).allMatch(answer -> answer.isCancelled());
  }

  @Test
  void shouldPredictAlthoughTheShadowFails() {
    load(
        new FakeClassifier(true) {
          @Override
          public List<CompletableFuture<Answer>> submit(List<byte[]> ignored) {
            return super.submit(List.of(poison()));
          }
        },
        1);

    images.pipeInput(utf8("a"), OWL);

    assertThat(predictions.getQueueSize()).isEqualTo(1);
    assertThat(shadows.isEmpty()).isTrue();
    assertThat(skipped("failed")).isEqualTo(1);
  }

  @Test
  void shouldTellThatTheShadowHasNoAnswer() {
    load(
        new FakeClassifier(true) {
          @Override
          public List<CompletableFuture<Answer>> submit(List<byte[]> ignored) {
            return super.submit(List.of(UNANSWERED));
          }
        },
        1);

    images.pipeInput(utf8("a"), OWL);

    ShadowPrediction said = EventJson.read(shadows.readValue(), ShadowPrediction.class);
    assertThat(said.label()).isEmpty();
    assertThat(said.fault()).contains("version v7 puts out NaN");
    assertThat(said.agrees()).isFalse();
    assertThat(answers("no-answer")).isEqualTo(1);
    assertThat(predictions.getQueueSize()).isEqualTo(1);
  }

  @Test
  void shouldAskNoShadowAboutAnImageWithoutAPrediction() {
    load(new FakeClassifier(true), 1);

    images.pipeInput(utf8("a"), new byte[] {1, 2});
    images.pipeInput(utf8("b"), UNANSWERED);

    assertThat(predictions.isEmpty()).isTrue();
    assertThat(shadows.isEmpty()).isTrue();
  }

  @Test
  void shouldSkipAnAnswerThatItsTopicDoesNotTake() {
    load(new FakeClassifier(true), 1);
    limits.learn(names.shadowPredictions(), 300);

    images.pipeInput(utf8("a"), OWL);

    assertThat(predictions.getQueueSize()).isEqualTo(1);
    assertThat(shadows.isEmpty()).isTrue();
    assertThat(skipped("too-large")).isEqualTo(1);
  }

  @Test
  void shouldForgetThePartitionThatIsRevoked() {
    FakeClassifier shadow = new FakeClassifier(false);
    load(shadow, 1);
    poll("a", "b");

    inFlight.drop(new TopicPartition(names.images(), 0));

    assertThat(shadow.handedOut).allMatch(answer -> answer.isCancelled());
  }

  private void load(FakeClassifier classifier, double share) {
    table.set(Optional.of(new Shadow("v8", share, classifier, ended::incrementAndGet)));
  }

  /** As the consumer's interceptor does. */
  private void poll(String... ids) {
    List<ConsumerRecord<byte[], byte[]>> polled =
        IntStream.range(0, ids.length)
            .mapToObj(i -> new ConsumerRecord<>(names.images(), 0, i, utf8(ids[i]), OWL))
            .toList();
    inFlight.submit(new TopicPartition(names.images(), 0), polled);
  }

  private double skipped(String reason) {
    return meters.get("afterimage.shadow.skipped").tag("reason", reason).counter().count();
  }

  private double answers(String outcome) {
    return meters.get("afterimage.shadow.answers").tag("outcome", outcome).counter().count();
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
