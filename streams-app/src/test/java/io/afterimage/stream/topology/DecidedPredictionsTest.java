package io.afterimage.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.classifier.Novelty;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.PredictionRoom;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.PredictionForm.Unknown;
import io.afterimage.stream.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Thresholds and costs of a pipeline; the fake version is sure of its label to 0.8. */
class DecidedPredictionsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");
  private static final byte CAT = 0;
  private static final byte OWL = 2;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final TopicNames names = new TopicNames("");
  private final FakeClassifier classifier = new FakeClassifier(true);
  private Optional<TopologyTestDriver> driver = Optional.empty();
  private TestInputTopic<byte[], byte[]> images;
  private TestOutputTopic<String, byte[]> predictions;

  @AfterEach
  void stop() {
    driver.ifPresent(TopologyTestDriver::close);
  }

  @Test
  void shouldKeepThresholdsAndCostsWhenAVersionWithOtherClassesIsSwappedIn() {
    start(
        Unknown.MARK,
        new DecisionRule(Map.of("owl", 0.9), "look", Map.of("fox", Map.of("cat", 20.0))));
    Prediction refused = predicted(OWL);
    Prediction plain = predicted(CAT);
    classifier.version = "v8";
    classifier.labels = List.of("cat", "fox", "owl");

    Prediction moved = predicted(CAT);
    Prediction refusedAgain = predicted(OWL);

    assertThat(refused.label()).isEqualTo("look");
    assertThat(refused.answer()).as("what people see is judged").isEqualTo("look");
    assertThat(refused.modelLabel()).contains("owl");
    assertThat(refused.decidedBy()).contains("threshold");
    assertThat(refused.scores()).containsOnlyKeys("cat", "dog", "owl");
    assertThat(plain.label()).isEqualTo("cat");
    assertThat(plain.modelLabel()).isEmpty();
    assertThat(plain.decidedBy()).isEmpty();
    assertThat(moved.modelVersion()).isEqualTo("v8");
    assertThat(moved.label()).isEqualTo("fox");
    assertThat(moved.answer()).isEqualTo("fox");
    assertThat(moved.modelLabel()).contains("cat");
    assertThat(moved.decidedBy()).contains("costs");
    assertThat(moved.confidence()).as("the highest probability").isCloseTo(0.8, within(1e-6));
    assertThat(refusedAgain.label()).isEqualTo("look");
  }

  @Test
  void shouldJudgeAnImageOfNoKnownKindByWhatItWouldBeCalledOtherwise() {
    classifier.novelty = Optional.of(new Novelty(0.75, Optional.of(true)));
    start(Unknown.LABEL, new DecisionRule(Map.of(), "look", Map.of("dog", Map.of("cat", 20.0))));

    Prediction prediction = predicted(CAT);

    assertThat(prediction.label()).isEqualTo("unknown");
    assertThat(prediction.decidedBy()).contains("novelty");
    assertThat(prediction.answer()).isEqualTo("dog");
  }

  private Prediction predicted(byte image) {
    images.pipeInput(null, new byte[] {image});
    return EventJson.read(predictions.readValue(), Prediction.class);
  }

  private void start(Unknown mode, DecisionRule decisions) {
    RecordLimits limits =
        new RecordLimits(Map.of(names.predictions(), 1_048_588, names.deadLetters(), 1_048_588));
    Topology topology =
        ClassificationTopology.addTo(
            new Topology(),
            names,
            new InFlightTable(names.images(), classifier, new InFlightMetrics(metrics, () -> NOW)),
            new PredictionForm(10, mode, decisions, PredictionRoom.DEFAULT),
            Optional.empty(),
            new ImageMetrics(metrics),
            Tracing.OFF,
            new RecordTimes(metrics, List.of(names.images()), () -> NOW),
            new FaultyRecords(limits),
            limits,
            () -> NOW,
            Duration.ofMillis(50));
    Properties properties = new Properties();
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    TopologyTestDriver started = new TopologyTestDriver(topology, properties);
    driver = Optional.of(started);
    images =
        started.createInputTopic(
            names.images(), new ByteArraySerializer(), new ByteArraySerializer());
    predictions =
        started.createOutputTopic(
            names.predictions(), new StringDeserializer(), new ByteArrayDeserializer());
  }
}
