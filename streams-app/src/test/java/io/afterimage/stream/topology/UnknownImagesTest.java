package io.afterimage.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.Novelty;
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
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnknownImagesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void shouldMarkAnUnknownImageAndKeepItsLabel() {
    Prediction prediction = predicted(Unknown.MARK, novel(true));

    assertThat(prediction.label()).isEqualTo("owl");
    assertThat(prediction.novelty()).contains(0.75);
    assertThat(prediction.unknown()).contains(true);
    assertThat(prediction.modelLabel()).isEmpty();
    assertThat(unknown()).isEqualTo(1);
  }

  @Test
  void shouldCallAnUnknownImageUnknownAndStillCountWhatTheModelSays() {
    Prediction prediction = predicted(Unknown.LABEL, novel(true));

    assertThat(prediction.label()).isEqualTo("unknown");
    assertThat(prediction.answer()).isEqualTo("owl");
    assertThat(prediction.scores().keySet()).containsExactly("cat", "dog", "owl");
    assertThat(unknown()).isEqualTo(1);
    assertThat(metrics.get("afterimage.predictions").tag("label", "owl").counter().count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"MARK", "LABEL"})
  void shouldKeepTheLabelOfAnImageThatIsKnownOrNotJudged(Unknown mode) {
    Prediction known = predicted(mode, novel(false));
    Prediction unjudged = predicted(mode, Optional.of(new Novelty(0.75, Optional.empty())));
    Prediction untold = predicted(mode, Optional.empty());

    assertThat(List.of(known.label(), unjudged.label(), untold.label())).containsOnly("owl");
    assertThat(known.unknown()).contains(false);
    assertThat(unjudged.novelty()).contains(0.75);
    assertThat(unjudged.unknown()).isEmpty();
    assertThat(untold.novelty()).isEmpty();
    assertThat(unknown()).isZero();
  }

  @Test
  void shouldSayNothingOfNoveltyWhereThatIsOff() {
    Prediction prediction = predicted(Unknown.OFF, novel(true));

    assertThat(prediction.label()).isEqualTo("owl");
    assertThat(prediction.novelty()).isEmpty();
    assertThat(prediction.unknown()).isEmpty();
    assertThat(unknown()).isZero();
  }

  private static Optional<Novelty> novel(boolean unknown) {
    return Optional.of(new Novelty(0.75, Optional.of(unknown)));
  }

  private double unknown() {
    return metrics.get("afterimage.predictions.unknown").tag("version", "v7").counter().count();
  }

  private Prediction predicted(Unknown mode, Optional<Novelty> novelty) {
    TopicNames names = new TopicNames("");
    FakeClassifier classifier = new FakeClassifier(true);
    classifier.novelty = novelty;
    RecordLimits limits =
        new RecordLimits(Map.of(names.predictions(), 1_048_588, names.deadLetters(), 1_048_588));
    Topology topology =
        ClassificationTopology.addTo(
            new Topology(),
            names,
            new InFlightTable(names.images(), classifier, new InFlightMetrics(metrics, () -> NOW)),
            new PredictionForm(10, mode, PredictionRoom.DEFAULT),
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
    try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties)) {
      driver
          .createInputTopic(names.images(), new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(null, new byte[] {2});
      byte[] json =
          driver
              .createOutputTopic(
                  names.predictions(), new StringDeserializer(), new ByteArrayDeserializer())
              .readValue();
      return EventJson.read(json, Prediction.class);
    }
  }
}
