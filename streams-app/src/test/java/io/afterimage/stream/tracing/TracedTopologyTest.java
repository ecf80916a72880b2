package io.afterimage.stream.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.faults.FaultyRecords;
import io.afterimage.stream.faults.RecordLimits;
import io.afterimage.stream.feedback.FeedbackConfig;
import io.afterimage.stream.feedback.FeedbackMetrics;
import io.afterimage.stream.feedback.FeedbackTopology;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.topology.ClassificationTopology;
import io.afterimage.stream.topology.ImageMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An image, its prediction and its labelled example belong to the trace of who sent it. */
class TracedTopologyTest {

  @RegisterExtension
  static final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:05Z");
  private static final Instant SENT = Instant.parse("2026-03-01T10:00:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CAMERA = "00f067aa0ba902b7";
  private static final String PERSON_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String FROM_CAMERA = "00-" + TRACE + "-" + CAMERA + "-01";
  private static final String FROM_PERSON = "00-" + PERSON_TRACE + "-b7ad6b7169203331-01";

  private final TopicNames names = TopicNames.plain();
  @TempDir Path folder;
  private TopologyTestDriver driver;

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void shouldGoOnWithTheTraceOfTheImageUpToTheExample() {
    start(new SpanTracing(telemetry.getOpenTelemetry(), () -> NOW));
    sendImage(new byte[] {2}, FROM_CAMERA);
    sendLabel(FROM_PERSON);

    Map<String, SpanData> spans = spans();
    SpanData image = spans.get("process images");
    assertThat(image.getTraceId()).isEqualTo(TRACE);
    assertThat(image.getParentSpanId()).isEqualTo(CAMERA);
    assertThat(image.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(image.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("afterimage.image.id"), "a")
        .containsEntry(AttributeKey.stringKey("afterimage.label"), "owl")
        .containsEntry(AttributeKey.stringKey("afterimage.model.version"), "v7")
        .containsEntry(AttributeKey.longKey("messaging.kafka.offset"), 0L);
    Headers predicted = only(names.predictions()).headers();
    assertThat(text(predicted, "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + image.getSpanId() + "-01");
    assertThat(text(predicted, "tracestate")).isEqualTo("shop=7");
    assertThat(predicted.headers("traceparent")).hasSize(1);

    SpanData join = spans.get("process feedback");
    assertThat(join.getTraceId()).isEqualTo(TRACE);
    assertThat(join.getParentSpanId()).isEqualTo(image.getSpanId());
    assertThat(join.getLinks())
        .extracting(LinkData::getSpanContext)
        .singleElement()
        .satisfies(label -> assertThat(label.getTraceId()).isEqualTo(PERSON_TRACE));
    assertThat(text(only(names.feedback()).headers(), "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + join.getSpanId() + "-01");
  }

  @Test
  void shouldTellWhatTheImageWaitedForAndWhatWasDoneToIt() {
    start(new SpanTracing(telemetry.getOpenTelemetry(), () -> NOW));
    sendImage(new byte[] {2}, FROM_CAMERA);

    Map<String, SpanData> spans = spans();
    SpanData image = spans.remove("process images");
    assertThat(spans).containsOnlyKeys("wait", "decode", "batch", "inference");
    assertThat(spans.values()).allMatch(child -> child.getParentSpanId().equals(image.getSpanId()));
    assertThat(milliseconds(spans.get("wait"))).isEqualTo(5);
    assertThat(milliseconds(spans.get("decode"))).isEqualTo(2);
    assertThat(milliseconds(spans.get("batch"))).isEqualTo(1);
    assertThat(milliseconds(spans.get("inference"))).isEqualTo(3);
    assertThat(image.getStartEpochNanos()).isEqualTo(spans.get("wait").getStartEpochNanos());
    assertThat(image.getAttributes().get(AttributeKey.doubleKey("afterimage.topic.wait")))
        .isBetween(4.0, 5.0);
  }

  @Test
  void shouldMarkWhatWasRefused() {
    start(new SpanTracing(telemetry.getOpenTelemetry(), () -> NOW));
    sendImage("<html>".getBytes(StandardCharsets.UTF_8), FROM_CAMERA);

    SpanData image = spans().get("process images");
    assertThat(image.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(image.getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("not-a-picture");
    assertThat(text(only(names.deadLetters()).headers(), "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + image.getSpanId() + "-01");
  }

  @Test
  void shouldBeginATraceForAnImageWithoutOne() {
    start(new SpanTracing(telemetry.getOpenTelemetry(), () -> NOW));
    sendImage(new byte[] {2}, "no trace");

    SpanData image = spans().get("process images");
    assertThat(image.getParentSpanContext().isValid()).isFalse();
    assertThat(text(only(names.predictions()).headers(), "traceparent"))
        .startsWith("00-" + image.getTraceId() + "-" + image.getSpanId() + "-");
  }

  @Test
  void shouldMakeNoSpansOfATraceThatIsNotSampled() {
    start(new SpanTracing(telemetry.getOpenTelemetry(), () -> NOW));
    sendImage(new byte[] {2}, "00-" + TRACE + "-" + CAMERA + "-00");

    assertThat(telemetry.getSpans()).isEmpty();
    assertThat(text(only(names.predictions()).headers(), "traceparent"))
        .startsWith("00-" + TRACE + "-")
        .endsWith("-00");
  }

  @Test
  void shouldPassTheTraceOnAsItIsWhenTracingIsOff() {
    start(Tracing.OFF);
    sendImage(new byte[] {2}, FROM_CAMERA);
    sendLabel(FROM_PERSON);

    for (String topic : List.of(names.predictions(), names.feedback())) {
      Headers headers = only(topic).headers();
      assertThat(text(headers, "traceparent")).as(topic).isEqualTo(FROM_CAMERA);
      assertThat(text(headers, "tracestate")).as(topic).isEqualTo("shop=7");
    }
    assertThat(telemetry.getSpans()).isEmpty();
  }

  @Test
  void shouldRememberNothingThatIsNoTrace() {
    start(Tracing.OFF);
    sendImage(new byte[] {2}, "00-" + TRACE);
    sendLabel("x".repeat(10_000));

    assertThat(only(names.feedback()).headers()).isEmpty();
  }

  private void start(Tracing tracing) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RecordTimes times = new RecordTimes(meters, List.of(), () -> NOW);
    Topology topology =
        ClassificationTopology.addTo(
            FeedbackTopology.build(
                names,
                1,
                new FeedbackConfig(true, Duration.ofDays(7)),
                new FeedbackMetrics(meters),
                tracing,
                times,
                new FaultyRecords(new RecordLimits(Map.of())),
                () -> NOW),
            names,
            new InFlightTable(
                names.images(),
                new FakeClassifier(true),
                new InFlightMetrics(meters, InstantSource.system())),
            new ImageMetrics(meters),
            tracing,
            times,
            new FaultyRecords(new RecordLimits(Map.of())),
            new RecordLimits(Map.of()),
            () -> NOW,
            Duration.ofMillis(50));
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver = new TopologyTestDriver(topology, properties);
  }

  private void sendImage(byte[] image, String traceparent) {
    send(names.images(), image, headers("traceparent", traceparent, "tracestate", "shop=7"));
  }

  private void sendLabel(String traceparent) {
    send(
        names.labels(),
        "{\"imageId\":\"a\",\"label\":\"cat\"}".getBytes(StandardCharsets.UTF_8),
        headers("traceparent", traceparent));
  }

  private void send(String topic, byte[] value, Headers headers) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>("a", value, headers, SENT));
  }

  private TestRecord<String, byte[]> only(String topic) {
    return driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecord();
  }

  private static Map<String, SpanData> spans() {
    return telemetry.getSpans().stream().collect(Collectors.toMap(SpanData::getName, s -> s));
  }

  private static double milliseconds(SpanData span) {
    return (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e6;
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static Headers headers(String... namesAndValues) {
    Headers headers = new RecordHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return headers;
  }
}
