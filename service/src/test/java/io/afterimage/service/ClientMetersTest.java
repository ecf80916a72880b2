package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.clients.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that never reach a broker measure themselves all the same. */
class ClientMetersTest {

  private final ServiceMeters meters = ServiceMeters.on();
  private final List<String> failures = new ArrayList<>();
  private KafkaClients client;

  @BeforeEach
  void watch() {
    meters.registry().config().onMeterRegistrationFailed((id, reason) -> failures.add(reason));
    client =
        ClientMeters.addedTo(
            KafkaClients.of(Map.of("bootstrap.servers", "127.0.0.1:1", "client.id", "intake")),
            meters.registry());
  }

  @AfterEach
  void close() {
    meters.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldTellTheFiguresOfAConsumerUntilItIsClosed() {
    try (KafkaConsumer<byte[], byte[]> consumer = client.member("trainer", Map.of())) {
      consumer.assign(List.of());
      assertThat(meters.registry().scrape())
          .contains("kafka_consumer_fetch_manager_fetch_total{client_id=\"intake\"} 0.0")
          .contains("kafka_consumer_coordinator_commit_latency_avg{client_id=\"intake\"}")
          .doesNotContain("app_info")
          .doesNotContain("kafka_consumer_fetch_manager_records_consumed_total");
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    assertThat(meters.registry().scrape()).doesNotContain("kafka_consumer");
  }

  @Test
  void shouldTellTheFiguresOfSeveralClientsAtOnce() {
    try (KafkaProducer<byte[], byte[]> producer = client.producer(Duration.ofSeconds(1), Map.of());
        Admin admin = client.admin()) {
      assertThat(producer.metrics()).isNotEmpty();
      assertThat(admin.metrics()).isNotEmpty();
      assertThat(meters.registry().scrape())
          .contains("kafka_producer_record_send_total{client_id=\"intake\"} 0.0")
          .contains("kafka_admin_client_connection_count{client_id=\"intake\"}");
    }

    assertThat(meters.registry().scrape()).doesNotContain("kafka_");
  }

  @Test
  void shouldTakeNoFigureOfAClientThatIsClosed() {
    ClientMeters closed = new ClientMeters();
    closed.configure(Map.of(ClientMeters.CONFIG, meters.registry()));
    closed.close();

    closed.metricChange(
        new KafkaMetric(
            new Object(),
            new MetricName("request-total", "admin-client-node-metrics", "", Map.of()),
            (Measurable) (config, now) -> 0,
            new MetricConfig(),
            Time.SYSTEM));

    assertThat(meters.registry().scrape()).doesNotContain("kafka_");
  }
}
