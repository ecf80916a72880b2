package io.afterimage.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.models.decision.DecisionRule;
import io.afterimage.models.inference.Device;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.feedback.FeedbackConfig;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamConfigTest {

  private static final InFlightTable IN_FLIGHT =
      new InFlightTable(
          "images",
          new FakeClassifier(true),
          new InFlightMetrics(new SimpleMeterRegistry(), InstantSource.system()));

  @Test
  void shouldNeedNothingButABroker() {
    StreamConfig config = StreamConfig.from(Map.of("bootstrap.servers", "broker:9092"));

    assertThat(config.processing().guarantee()).isEqualTo(ProcessingConfig.Guarantee.EXACTLY_ONCE);
    assertThat(config.serving().device()).isEqualTo(new Device.Cpu());
    assertThat(config.models().folder()).isEmpty();
    assertThat(config.serving().batching().linger()).isZero();
    assertThat(config.serving().batching().maxBatch()).isEqualTo(8);
    assertThat(config.feedback()).isEqualTo(new FeedbackConfig(true, Duration.ofDays(7)));
  }

  @Test
  void shouldReadTypesAndPassKafkaOptionsThrough() {
    StreamConfig config =
        StreamConfig.from(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "device", "gpu:1",
                "batch.linger", "3ms",
                "model.store", "dir:/models",
                "feedback.enabled", "false",
                "feedback.retention", "36h",
                "processing.guarantee", "at-least-once",
                "kafka.security.protocol", "SSL"));

    assertThat(config.serving().device()).isEqualTo(new Device.Gpu(1));
    assertThat(config.serving().batching().maxBatch()).as("a GPU's").isEqualTo(32);
    assertThat(config.serving().batching().linger()).isEqualTo(Duration.ofMillis(3));
    assertThat(config.feedback()).isEqualTo(new FeedbackConfig(false, Duration.ofHours(36)));
    assertThat(config.models().folder()).contains(Path.of("/models"));
    assertThat(config.processing().guarantee()).isEqualTo(ProcessingConfig.Guarantee.AT_LEAST_ONCE);
    assertThat(config.kafka().properties()).containsExactly(Map.entry("security.protocol", "SSL"));
    assertThat(StreamsProperties.forClients(config).properties())
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldReadThresholdsAndCostsByLabel() {
    StreamConfig config =
        StreamConfig.from(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "decision.thresholds", "{\"arctic  fox\": 0.8, \"*\": 0.5}",
                "decision.otherwise", "look",
                "decision.costs", "{\"arctic fox\": {\"dog\": 5, \"*\": 2}}"));

    assertThat(config.serving().decisions())
        .isEqualTo(
            new DecisionRule(
                Map.of("arctic fox", 0.8, "*", 0.5),
                "look",
                Map.of("arctic fox", Map.of("dog", 5.0, "*", 2.0))));
    assertThat(StreamConfig.from(Map.of("bootstrap.servers", "broker:9092")).serving().decisions())
        .isEqualTo(DecisionRule.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fox=0.8", "{\"fox\": 1.5}", "{\"fox\": null}", "{\"a\":0.1,\"a\":0.2}", "[]"})
  void shouldRefuseThresholdsThatCannotBeRead(String thresholds) {
    Map<String, String> options =
        Map.of("bootstrap.servers", "broker:9092", "decision.thresholds", thresholds);

    assertThatThrownBy(() -> StreamConfig.from(options))
        .hasMessageContaining("decision.thresholds")
        .hasMessageContaining("JSON by label");
  }

  @Test
  void shouldNameTheGroupAfterTheTopicPrefixUnlessToldOtherwise() {
    StreamConfig plain = StreamConfig.from(Map.of("bootstrap.servers", "broker:9092"));
    StreamConfig prefixed =
        StreamConfig.from(Map.of("bootstrap.servers", "broker:9092", "topic.prefix", "shop."));
    StreamConfig named =
        StreamConfig.from(
            Map.of(
                "bootstrap.servers", "broker:9092",
                "topic.prefix", "shop.",
                "application.id", "mine"));

    assertThat(plain.instance().applicationId()).isEqualTo("afterimage-stream");
    assertThat(plain.instance().formerApplicationId()).isEmpty();
    assertThat(prefixed.instance().applicationId()).isEqualTo("shop.afterimage-stream");
    assertThat(prefixed.instance().formerApplicationId()).contains("afterimage-stream");
    assertThat(named.instance().applicationId()).isEqualTo("mine");
    assertThat(named.instance().formerApplicationId()).isEmpty();
  }

  @Test
  void shouldRefuseNamesThatKafkaDoesNotTake() {
    assertThatThrownBy(
            () ->
                StreamConfig.from(
                    Map.of(
                        "bootstrap.servers", "broker:9092",
                        "application.id", "a+b",
                        "topic.prefix", "x y",
                        "instance.id", "a\tb")))
        .hasMessageContaining("application.id = 'a+b': 1 to 150 letters")
        .hasMessageContaining("topic.prefix = 'x y'")
        .hasMessageContaining("instance.id");
  }

  @Test
  void shouldKeepAProtocolOfKafkaStreamsFromTheOtherClients() {
    StreamConfig config =
        StreamConfig.from(
            Map.of("bootstrap.servers", "broker:9092", "kafka.group.protocol", "streams"));

    assertThat(StreamsProperties.forClients(config).readerSettings("models", Map.of()))
        .doesNotContainKey("group.protocol");
    assertThat(StreamsProperties.forStreams(config, "app", IN_FLIGHT))
        .containsEntry("group.protocol", "streams");
  }

  @Test
  void shouldRefuseStaticMembersWithTheStreamsProtocol() {
    assertThatThrownBy(
            () ->
                StreamConfig.from(
                    Map.of(
                        "bootstrap.servers", "broker:9092",
                        "kafka.streams.group.protocol", "streams",
                        "kafka.group.instance.id", "a")))
        .hasMessageContaining("kafka.group.instance.id = 'a'")
        .hasMessageContaining("no static members");
  }

  @Test
  void shouldReadAFileOfTheVersionBefore() throws IOException {
    Properties before = new Properties();
    try (InputStream file = getClass().getResourceAsStream("stream-0.1.properties")) {
      before.load(file);
    }
    Map<String, String> options = new HashMap<>();
    before.stringPropertyNames().forEach(name -> options.put(name, before.getProperty(name)));

    StreamConfig config = StreamConfig.from(options);

    assertThat(config.instance().applicationId()).isEqualTo("camera_stream.v1");
    assertThat(StreamsProperties.forStreams(config, config.instance().applicationId(), IN_FLIGHT))
        .containsEntry("main.consumer.session.timeout.ms", "20000")
        .containsEntry("producer.compression.type", "zstd")
        .containsEntry("num.standby.replicas", "1")
        .containsEntry("security.protocol", "SASL_SSL");
    assertThat(StreamsProperties.forClients(config).readerSettings("models", Map.of()))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("client.rack", "eu-1")
        .doesNotContainKey("main.consumer.session.timeout.ms");
  }

  @Test
  void shouldReportEveryProblemAtOnce() {
    Map<String, String> options =
        Map.of(
            "device", "tpu",
            "batch.max", "0",
            "workers", "many",
            "batch.linger", "3 weeks",
            "model.store", "s3://bucket",
            "processing.guarantee", "twice",
            "feedback.enabled", "yes",
            "feedback.retention", "0s",
            "bach.max", "8");

    assertThatThrownBy(() -> StreamConfig.from(options))
        .isInstanceOfSatisfying(
            InvalidConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(10)
                    .anySatisfy(p -> assertThat(p).contains("bootstrap.servers is missing"))
                    .anySatisfy(p -> assertThat(p).contains("device = 'tpu'", "gpu:0"))
                    .anySatisfy(p -> assertThat(p).contains("batch.max = '0'", "from 1 to 4096"))
                    .anySatisfy(p -> assertThat(p).contains("workers = 'many'"))
                    .anySatisfy(p -> assertThat(p).contains("batch.linger = '3 weeks'", "250ms"))
                    .anySatisfy(p -> assertThat(p).contains("model.store", "dir:PATH"))
                    .anySatisfy(p -> assertThat(p).contains("exactly-once, at-least-once"))
                    .anySatisfy(p -> assertThat(p).contains("feedback.enabled = 'yes'", "true or"))
                    .anySatisfy(p -> assertThat(p).contains("feedback.retention", "from 1s"))
                    .anySatisfy(p -> assertThat(p).contains("bach.max", "unknown option")));
  }

  @Test
  void shouldBoundAFetchByTheHeap() {
    long mebibyte = 1024 * 1024;
    assertThat(StreamsProperties.fetchBytes(256 * mebibyte, 2)).isEqualTo(32 * mebibyte);
    assertThat(StreamsProperties.fetchBytes(4096 * mebibyte, 2)).isEqualTo(50 * mebibyte);
    assertThat(StreamsProperties.fetchBytes(16 * mebibyte, 64)).isEqualTo(mebibyte);
  }
}
