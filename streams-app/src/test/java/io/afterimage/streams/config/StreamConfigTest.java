package io.afterimage.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.model.inference.Device;
import io.afterimage.streams.feedback.FeedbackConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamConfigTest {

  @Test
  void shouldNeedNothingButABroker() {
    StreamConfig config = StreamConfig.from(Map.of("bootstrap.servers", "broker:9092"));

    assertThat(config.guarantee()).isEqualTo(StreamConfig.Guarantee.EXACTLY_ONCE);
    assertThat(config.device()).isEqualTo(new Device.Cpu());
    assertThat(config.modelStore()).isEmpty();
    assertThat(config.batching().linger()).isZero();
    assertThat(config.batching().maxBatch()).isEqualTo(8);
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

    assertThat(config.device()).isEqualTo(new Device.Gpu(1));
    assertThat(config.batching().maxBatch()).as("a GPU's").isEqualTo(32);
    assertThat(config.batching().linger()).isEqualTo(Duration.ofMillis(3));
    assertThat(config.feedback()).isEqualTo(new FeedbackConfig(false, Duration.ofHours(36)));
    assertThat(config.modelStore()).contains(Path.of("/models"));
    assertThat(config.guarantee()).isEqualTo(StreamConfig.Guarantee.AT_LEAST_ONCE);
    assertThat(config.kafka()).containsExactly(Map.entry("security.protocol", "SSL"));
    assertThat(StreamsProperties.forClients(config)).containsEntry("security.protocol", "SSL");
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
                    .anySatisfy(p -> assertThat(p).contains("bach.max", "no option")));
  }
}
