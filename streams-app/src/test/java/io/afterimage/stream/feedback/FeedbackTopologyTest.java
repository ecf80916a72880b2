package io.afterimage.stream.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Sha256;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The join beside the classification. */
class FeedbackTopologyTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");
  private static final Instant SENT = Instant.parse("2026-03-01T10:00:00Z");

  private static final int PARTITIONS = 4;

  private final TopicNames names = new TopicNames("shop-");

  @Test
  void shouldKeepTheTasksOfImagesOfLabelsAndOfTheJoinApart() {
    assertThat(topology().describe().subtopologies())
        .hasSize(3)
        .extracting(FeedbackTopologyTest::sources)
        .anySatisfy(sources -> assertThat(sources).contains("[shop-images]"))
        .anySatisfy(sources -> assertThat(sources).contains("[shop-labels]"))
        .anySatisfy(
            sources ->
                assertThat(sources)
                    .contains("[feedback-labels-repartition]", "[shop-predictions]"));
  }

  @Test
  void shouldFindTheStoresOfTheJoinWhereItsSubTopologyAlwaysWas() {
    assertThat(topology().describe().subtopologies())
        .filteredOn(subtopology -> subtopology.id() == 1)
        .singleElement()
        .extracting(FeedbackTopologyTest::sources)
        .asString()
        .contains(
            "[shop-predictions]", "feedback-predictions", "feedback-labels", "feedback-waiting");
  }

  @Test
  void shouldLearnFromAnImageThatSaysWhatItShows(@TempDir Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    try (TopologyTestDriver driver = new TopologyTestDriver(topology(), properties)) {
      TestOutputTopic<String, byte[]> feedback =
          driver.createOutputTopic(
              names.feedback(), new StringDeserializer(), new ByteArrayDeserializer());
      Headers headers = new RecordHeaders();
      headers.add("label", "cat".getBytes(StandardCharsets.UTF_8));

      driver
          .createInputTopic(names.images(), new StringSerializer(), new ByteArraySerializer())
          .pipeInput(new TestRecord<>("a", new byte[] {2}, headers, SENT));

      assertThat(EventJson.read(feedback.readValue(), LabelledExample.class))
          .usingRecursiveComparison()
          .ignoringFields("confidence")
          .isEqualTo(
              new LabelledExample(
                  "a",
                  new ImagePointer("shop-images", 0, 0),
                  "cat",
                  "owl",
                  0.8,
                  "v7",
                  SENT,
                  Optional.empty(),
                  Optional.of(Sha256.of(new byte[] {2}))));
    }
  }

  @Test
  void shouldLeaveRoomForTheLongestApplicationIdInInternalTopics() {
    assertThat(topology().describe().subtopologies())
        .flatExtracting(Subtopology::nodes)
        .filteredOn(TopologyDescription.Processor.class::isInstance)
        .flatExtracting(node -> ((TopologyDescription.Processor) node).stores())
        .isNotEmpty()
        .allSatisfy(
            store -> assertThat("a".repeat(150) + "-" + store + "-changelog").hasSizeLessThan(250));
  }

  private Topology topology() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RecordTimes times = new RecordTimes(meters, List.of(), () -> NOW);
    return ClassificationTopology.addTo(
        FeedbackTopology.build(
            names,
            PARTITIONS,
            new FeedbackConfig(true, Duration.ofDays(7)),
            new FeedbackMetrics(meters),
            Tracing.OFF,
            times,
            new FaultyRecords(new RecordLimits(Map.of())),
            () -> NOW),
        names,
        new InFlightTable(
            names.images(),
            new FakeClassifier(true),
            new InFlightMetrics(meters, InstantSource.system())),
        new ImageMetrics(meters),
        Tracing.OFF,
        times,
        new FaultyRecords(new RecordLimits(Map.of())),
        new RecordLimits(Map.of()),
        () -> NOW,
        Duration.ofMillis(50));
  }

  private static String sources(Subtopology subtopology) {
    return subtopology.nodes().toString();
  }
}
