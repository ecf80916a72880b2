package io.afterimage.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationTopologyTest {

  private static final int MOST_ENVELOPE_BYTES = 64 * 1024;

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");
  private static final int TOPIC_BYTES = 1_048_588;
  private static final Instant SENT = Instant.parse("2026-03-01T10:00:00Z");

  private final TopicNames names = new TopicNames("shop-");
  private final FakeClassifier classifier = new FakeClassifier(true);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final InFlightTable inFlight =
      new InFlightTable(names.images(), classifier, new InFlightMetrics(metrics, () -> NOW));
  private final RecordLimits limits =
      new RecordLimits(Map.of(names.predictions(), 1_048_588, names.deadLetters(), TOPIC_BYTES));
  private final FaultyRecords faults = new FaultyRecords(limits);
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> images;
  private TestOutputTopic<String, byte[]> predictions;
  private TestOutputTopic<String, byte[]> deadLetters;

  @BeforeEach
  void start() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(
            ClassificationTopology.build(
                names,
                inFlight,
                new ImageMetrics(metrics),
                Tracing.OFF,
                new RecordTimes(metrics, List.of(names.images()), () -> NOW),
                faults,
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
    deadLetters =
        driver.createOutputTopic(
            names.deadLetters(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void shouldPublishAPredictionThatPointsToItsImage() {
    Headers headers = new RecordHeaders();
    headers.add("captured-at", utf8("2026-03-01T09:59:58Z"));
    images.pipeInput(new TestRecord<>(utf8("trap-7/0042"), new byte[] {2}, headers, SENT));

    TestRecord<String, byte[]> record = predictions.readRecord();
    Prediction prediction = EventJson.read(record.value(), Prediction.class);

    assertThat(record.key()).isEqualTo("trap-7/0042");
    assertThat(prediction.imageId()).isEqualTo("trap-7/0042");
    assertThat(prediction.picture()).isEqualTo(new ImagePointer("shop-images", 0, 0));
    assertThat(prediction.modelVersion()).isEqualTo("v7");
    assertThat(prediction.label()).isEqualTo("owl");
    assertThat(prediction.confidence()).isCloseTo(0.8, within(1e-6));
    assertThat(prediction.scores().keySet()).containsExactly("cat", "dog", "owl");
    assertThat(prediction.capturedAt()).contains(Instant.parse("2026-03-01T09:59:58Z"));
    assertThat(prediction.sha256())
        .as("as sha256sum says it of the record's value")
        .contains("dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986");
    assertThat(prediction.receivedAt()).isEqualTo(SENT);
    assertThat(prediction.predictedAt()).isEqualTo(NOW);
    assertThat(deadLetters.isEmpty()).isTrue();
    assertThat(metrics.get("afterimage.end.to.end").timer().totalTime(TimeUnit.SECONDS))
        .isEqualTo(5);
  }

  @Test
  void shouldNameAnImageByItsPointerWhenTheKeyIsAbsentEmptyOrNoText() {
    images.pipeInput(null, new byte[] {0});
    images.pipeInput(new byte[0], new byte[] {0});
    images.pipeInput(new byte[] {(byte) 0xc3, (byte) 0x28}, new byte[] {0});

    assertThat(predictions.readKeyValuesToList())
        .extracting(pair -> pair.key)
        .containsExactly("shop-images-0-0", "shop-images-0-1", "shop-images-0-2");
  }

  @Test
  void shouldSendARefusedImageToTheDeadLettersWithItsBytesAndReason() {
    Headers headers = new RecordHeaders();
    headers.add("content-type", utf8("image/jpeg"));
    images.pipeInput(new TestRecord<>(utf8("page"), utf8("<html>"), headers, SENT));

    TestRecord<String, byte[]> record = deadLetters.readRecord();

    assertThat(record.key()).isEqualTo("page");
    assertThat(record.value()).isEqualTo(utf8("<html>"));
    assertThat(record.getRecordTime()).isEqualTo(NOW);
    assertThat(header(record, DeadLetterHeaders.TIMESTAMP))
        .isEqualTo(Long.toString(SENT.toEpochMilli()));
    assertThat(header(record, "content-type")).isEqualTo("image/jpeg");
    assertThat(header(record, DeadLetterHeaders.REASON)).isEqualTo("not-a-picture");
    assertThat(header(record, DeadLetterHeaders.DETAIL)).isEqualTo("a fake image has one byte");
    assertThat(header(record, DeadLetterHeaders.TOPIC)).isEqualTo("shop-images");
    assertThat(header(record, DeadLetterHeaders.PARTITION)).isEqualTo("0");
    assertThat(header(record, DeadLetterHeaders.OFFSET)).isEqualTo("0");
    assertThat(header(record, DeadLetterHeaders.REFUSED_AT)).isEqualTo(NOW.toString());
    assertThat(predictions.isEmpty()).isTrue();
    assertThat(
            metrics.get("afterimage.dead.letters").tag("reason", "not-a-picture").counter().count())
        .isEqualTo(1);
  }

  @Test
  void shouldSendAnImageWithoutAnswerToTheDeadLettersAndAnswerItsNeighbour() {
    images.pipeInput(new TestRecord<>(utf8("black"), new byte[] {3}, new RecordHeaders(), SENT));
    images.pipeInput(new TestRecord<>(utf8("cat"), new byte[] {0}, new RecordHeaders(), SENT));

    TestRecord<String, byte[]> record = deadLetters.readRecord();
    assertThat(record.key()).isEqualTo("black");
    assertThat(record.value()).containsExactly(3);
    assertThat(header(record, DeadLetterHeaders.REASON)).isEqualTo("no-answer");
    assertThat(header(record, DeadLetterHeaders.DETAIL)).isEqualTo("version v7 puts out NaN");
    assertThat(predictions.readKeyValuesToList())
        .extracting(pair -> pair.key)
        .containsExactly("cat");
    assertThat(metrics.get("afterimage.dead.letters").tag("reason", "no-answer").counter().count())
        .isEqualTo(1);
  }

  @Test
  void shouldRefuseAnImageWhoseKeyAndHeadersNoPredictionCanCarry() {
    Headers headers = new RecordHeaders();
    headers.add("exif", new byte[MOST_ENVELOPE_BYTES]);
    images.pipeInput(new TestRecord<>(utf8("a"), new byte[] {0}, headers, SENT));
    images.pipeInput(new byte[MOST_ENVELOPE_BYTES + 1], new byte[] {0});
    images.pipeInput(utf8("b"), new byte[] {0});

    assertThat(predictions.readKeyValue().key).isEqualTo("b");
    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("envelope-too-large");
    assertThat(header(letter, DeadLetterHeaders.DETAIL)).contains("at most 65536");
    assertThat(letter.headers().lastHeader("exif").value()).hasSize(64 * 1024);
    assertThat(letter.value()).containsExactly(0);
    assertThat(header(deadLetters.readRecord(), DeadLetterHeaders.REASON))
        .isEqualTo("envelope-too-large");
    assertThat(
            metrics
                .get("afterimage.dead.letters")
                .tag("reason", "envelope-too-large")
                .counter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void shouldLeaveARecordWhereItLiesWhenNoDeadLetterCanCarryIt() {
    Headers headers = new RecordHeaders();
    headers.add("content-type", utf8("image/jpeg"));
    byte[] huge = new byte[TOPIC_BYTES - 100];
    images.pipeInput(new TestRecord<>(utf8("huge"), utf8("<html>"), headers, SENT));
    images.pipeInput(new TestRecord<>(utf8("huge"), huge, headers, SENT));

    assertThat(deadLetters.readRecord().key()).isEqualTo("huge");
    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo("shop-images-0-1");
    assertThat(letter.value()).isNull();
    assertThat(letter.headers().lastHeader("content-type")).isNull();
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("not-a-picture");
    assertThat(header(letter, DeadLetterHeaders.DETAIL)).contains("stays where it lies");
    assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("1");
    assertThat(header(letter, DeadLetterHeaders.BYTES)).isEqualTo(Integer.toString(huge.length));
    assertThat(header(letter, DeadLetterHeaders.SHA256))
        .isEqualTo("0b2a8d51936249e1c21c23122092cf48a70e6a1e5c528f2025a057e8a18b40b6");
  }

  @Test
  void shouldPointToARecordThatMadeItsThreadFail() {
    TopicPartition partition = new TopicPartition(names.images(), 0);
    faults.blame(new ImagePointer(names.images(), 0, 0), "the topic does not take its answer");
    inFlight.submit(
        partition, List.of(new ConsumerRecord<>(names.images(), 0, 0, utf8("a"), new byte[] {1})));
    images.pipeInput(utf8("a"), new byte[] {1});
    images.pipeInput(utf8("b"), new byte[] {1});

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo("shop-images-0-0");
    assertThat(letter.value()).isNull();
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("unprocessable");
    assertThat(header(letter, DeadLetterHeaders.DETAIL)).contains("does not take its answer");
    assertThat(predictions.readKeyValue().key).isEqualTo("b");
    assertThat(inFlight.isEmpty()).isTrue();
    assertThat(
            metrics.get("afterimage.dead.letters").tag("reason", "unprocessable").counter().count())
        .isEqualTo(1);
  }

  @Test
  void shouldRefuseAnImageThatMakesTheClassifierFailAlone() {
    images.pipeInput(utf8("a"), FakeClassifier.poison());
    images.pipeInput(utf8("b"), new byte[] {1});

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(header(letter, DeadLetterHeaders.REASON)).isEqualTo("classification-failed");
    assertThat(letter.value()).isEqualTo(FakeClassifier.poison());
    assertThat(predictions.readKeyValue().key).isEqualTo("b");
  }

  @Test
  void shouldKeepATombstoneAndClassifyItsNeighbours() {
    images.pipeInput(utf8("a"), new byte[] {0});
    images.pipeInput(utf8("b"), (byte[]) null);
    images.pipeInput(utf8("c"), new byte[] {1});

    assertThat(predictions.readKeyValuesToList())
        .extracting(pair -> pair.key)
        .containsExactly("a", "c");
    TestRecord<String, byte[]> tombstone = deadLetters.readRecord();
    assertThat(tombstone.key()).isEqualTo("b");
    assertThat(tombstone.value()).isNull();
    assertThat(header(tombstone, DeadLetterHeaders.REASON)).isEqualTo("null-value");
  }

  @Test
  void shouldUseTheAnswerThatIsUnderWay() {
    TopicPartition partition = new TopicPartition(names.images(), 0);
    inFlight.submit(
        partition, List.of(new ConsumerRecord<>(names.images(), 0, 0, utf8("a"), new byte[] {1})));

    images.pipeInput(utf8("a"), new byte[] {1});

    assertThat(classifier.submitted).hasSize(1);
    assertThat(predictions.readKeyValue().key).isEqualTo("a");
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void shouldForgetThePartitionWhenItsTaskCloses() {
    images.pipeInput(utf8("a"), new byte[] {1});
    inFlight.submit(
        new TopicPartition(names.images(), 0),
        List.of(new ConsumerRecord<>(names.images(), 0, 1, utf8("b"), new byte[] {1})));

    stop();

    assertThat(inFlight.size()).isZero();
    start();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {-1, -5, Long.MIN_VALUE, 4102444800000L, 1_772_359_200_000_000L, Long.MAX_VALUE})
  void shouldAnswerAnImageWhateverItsTimestamp(long timestamp) {
    images.pipeInput(
        new TestRecord<>(
            utf8("a"), new byte[] {2}, new RecordHeaders(), Instant.ofEpochMilli(timestamp)));
    images.pipeInput(
        new TestRecord<>(
            utf8("b"), utf8("text"), new RecordHeaders(), Instant.ofEpochMilli(timestamp)));
    images.pipeInput(new TestRecord<>(utf8("c"), new byte[] {2}, new RecordHeaders(), SENT));

    TestRecord<String, byte[]> odd = predictions.readRecord();
    assertThat(odd.getRecordTime()).isEqualTo(NOW);
    Prediction prediction = EventJson.read(odd.value(), Prediction.class);
    assertThat(prediction.receivedAt()).isEqualTo(RecordTimes.told(timestamp));
    assertThat(EventJson.read(EventJson.write(prediction), Prediction.class)).isEqualTo(prediction);
    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.getRecordTime()).isEqualTo(NOW);
    assertThat(header(letter, DeadLetterHeaders.TIMESTAMP)).isEqualTo(Long.toString(timestamp));
    assertThat(EventJson.read(predictions.readValue(), Prediction.class).receivedAt())
        .isEqualTo(SENT);
    assertThat(
            metrics
                .get("afterimage.timestamps.replaced")
                .tag("topic", "shop-images")
                .counter()
                .count())
        .isEqualTo(2);
    assertThat(metrics.get("afterimage.end.to.end").timer().count()).isEqualTo(1);
  }

  @Test
  void shouldForgetThePartitionOfATaskThatClosesBeforeItsFirstRecord() {
    inFlight.submit(
        new TopicPartition(names.images(), 0),
        List.of(new ConsumerRecord<>(names.images(), 0, 0, utf8("b"), new byte[] {1})));

    stop();

    assertThat(inFlight.isEmpty()).isTrue();
    start();
  }

  private static String header(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
