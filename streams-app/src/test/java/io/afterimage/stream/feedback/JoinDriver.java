package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The join alone, with a clock of its own and the real stores, driven by hand. */
final class JoinDriver implements AutoCloseable {

  static final Duration RETENTION = Duration.ofDays(7);
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  /** Predictions and labels bear this timestamp, long before the join sees them. */
  static final Instant TAKEN = Instant.parse("2019-06-01T00:00:00Z");

  final TopicNames names = new TopicNames("shop-");
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final TestOutputTopic<String, byte[]> feedback;
  final TestOutputTopic<String, byte[]> deadLetters;
  final FaultyRecords faults = new FaultyRecords(new RecordLimits(Map.of()));
  private final StoreMemory memory = new StoreMemory();
  private final TestInputTopic<byte[], byte[]> predictions;
  private final TestInputTopic<byte[], byte[]> labels;
  private final TopologyTestDriver driver;
  private Instant now = START;
  private Instant stamp = TAKEN;

  JoinDriver(Path folder) {
    this(folder, false);
  }

  /** The same; opinions: what other sources say is passed on. */
  JoinDriver(Path folder, boolean opinions) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.putAll(memory.properties());
    Topology topology =
        FeedbackTopology.build(
            names,
            4,
            new FeedbackConfig(true, RETENTION, opinions),
            new FeedbackMetrics(meters),
            Tracing.OFF,
            new RecordTimes(meters, List.of(names.predictions(), names.labels()), () -> now),
            faults,
            () -> now);
    driver = new TopologyTestDriver(topology, properties, START);
    predictions = input(names.predictions());
    labels = input(names.labels());
    feedback = output(names.feedback());
    deadLetters = output(names.deadLetters());
  }

  void advance(Duration duration) {
    now = now.plus(duration);
    driver.advanceWallClockTime(duration);
  }

  /** As when a clock is corrected, or a task moves to a machine whose clock is behind. */
  void setClockBack(Duration duration) {
    now = now.minus(duration);
  }

  /** What the records to come bear as their time. */
  void stamp(Instant time) {
    stamp = time;
  }

  /** As a producer without knowledge of our classes writes it. */
  void label(String imageId, String label) {
    labelRecord(
        utf8(imageId),
        utf8("{\"imageId\":\"%s\",\"label\":\"%s\"}".formatted(imageId, label)),
        Map.of());
  }

  void labelRecord(byte[] key, byte[] value, Map<String, String> headers) {
    labels.pipeInput(new TestRecord<>(key, value, headers(headers), stamp));
  }

  void prediction(String imageId, String label, long offset) {
    prediction(imageId, label, offset, "v1", Map.of());
  }

  /** The image's bytes are its id's: another record with the id is the same image again. */
  void prediction(
      String imageId, String label, long offset, String version, Map<String, String> headers) {
    prediction(imageId, label, offset, version, headers, Optional.of(digest(imageId)));
  }

  /** Of an image with these bytes. */
  void predictionOf(String imageId, String label, long offset, String image) {
    prediction(imageId, label, offset, "v1", Map.of(), Optional.of(digest(image)));
  }

  /** As versions before 0.2 made them. */
  void predictionWithoutDigest(String imageId, String label, long offset) {
    prediction(imageId, label, offset, "v1", Map.of(), Optional.empty());
  }

  void prediction(
      String imageId,
      String label,
      long offset,
      String version,
      Map<String, String> headers,
      Optional<String> sha256) {
    Prediction prediction =
        new Prediction(
            imageId,
            pointer(offset),
            version,
            label,
            0.75,
            Map.of(label, 0.75),
            Optional.empty(),
            sha256,
            Optional.empty(),
            TAKEN,
            now);
    predictionRecord(utf8(imageId), EventJson.write(prediction), headers);
  }

  void predictionRecord(byte[] key, byte[] value, Map<String, String> headers) {
    predictions.pipeInput(new TestRecord<>(key, value, headers(headers), stamp));
  }

  static String digest(String image) {
    return Sha256.of(utf8(image));
  }

  /** What left for the feedback topic since the last look, as text: {@code id offset label}. */
  List<String> feedback() {
    return feedback.readRecordsToList().stream().map(JoinDriver::told).toList();
  }

  private static String told(TestRecord<String, byte[]> record) {
    if (record.value() == null) {
      RetractedExample retracted = RetractedExample.read(record.key(), record.headers());
      return retracted.imageId()
          + retracted.picture().map(pointer -> " " + pointer.offset()).orElse("")
          + " retracted";
    }
    LabelledExample example = EventJson.read(record.value(), LabelledExample.class);
    return example.imageId()
        + " "
        + example.picture().offset()
        + " "
        + example.label()
        + (example.saysOnlyAnOpinion() ? " says " + example.source().orElse("somebody") : "");
  }

  /** What left for the feedback topic since the last look. */
  List<LabelledExample> examples() {
    return feedback.readValuesToList().stream()
        .map(value -> EventJson.read(value, LabelledExample.class))
        .toList();
  }

  ImagePointer pointer(long offset) {
    return new ImagePointer(names.images(), 3, offset);
  }

  double count(String name, String... tags) {
    return meters.get(name).tags(tags).counter().count();
  }

  static String header(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    memory.close();
  }

  private static Headers headers(Map<String, String> values) {
    Headers headers = new RecordHeaders();
    values.forEach((name, value) -> headers.add(name, utf8(value)));
    return headers;
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
