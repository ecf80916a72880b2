package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.console.ConsoleConfig;
import io.afterimage.console.ConsoleInstance;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Running services serve what {@code docs/metrics.md} says: names, types and tags. (That every
 * meter of the code is there, {@link MetricsDocTest} makes sure.)
 */
class MetricsDocIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z_]+) ([a-z]+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)\\})? ");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count)$");

  @TempDir Path folder;

  @Test
  void shouldServeWhatThePageSays() throws Exception {
    Map<String, MetricsPage.Row> served = new TreeMap<>();
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("broker"))) {
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      createTopics(clients);
      publish(clients);
      try (StreamInstance stream =
              StreamInstance.start(StreamConfig.from(options(broker, "stream")));
          TrainerInstance trainer =
              TrainerInstance.start(TrainerConfig.from(trainerOptions(broker)));
          ConsoleInstance console =
              ConsoleInstance.start(
                  ConsoleConfig.from(
                      Map.of("bootstrap.servers", broker.bootstrapServers(), "http.port", "0")))) {
        await()
            .atMost(LIMIT)
            .until(() -> scrape(stream.metrics()).contains("afterimage_shadow_model{"));
        send(clients, 20);
        await()
            .atMost(LIMIT)
            .until(() -> scrape(trainer.metrics()).contains("afterimage_buffer_pictures{"));
        await()
            .atMost(LIMIT)
            .until(() -> scrape(stream.metrics()).contains("afterimage_feedback_total{"));
        assertThat(scrape(stream.metrics())).contains("kafka_stream_thread_commit_latency_avg{");
        assertThat(scrape(trainer.metrics()))
            .containsPattern("kafka_consumer_fetch_manager_records_consumed_total\\{[^}]*feedback")
            .containsPattern("kafka_producer_topic_record_send_total\\{[^}]*training-set")
            .contains("client_id=\"afterimage-pictures-")
            .doesNotContain("consumer-null")
            .doesNotContain("partition=");
        served.putAll(families(scrape(stream.metrics())));
        served.putAll(families(scrape(trainer.metrics())));
        served.putAll(families(scrape(console.metrics())));
      }
    }

    Map<String, MetricsPage.Row> documented = MetricsPage.rows();
    assertThat(documented.keySet()).containsAll(served.keySet());
    served.forEach(
        (name, row) -> {
          assertThat(row.type()).as(name).isEqualTo(documented.get(name).type());
          assertThat(row.tags()).as(name).isEqualTo(documented.get(name).tags());
        });
    Set<String> unseen = new TreeSet<>(documented.keySet());
    unseen.removeAll(served.keySet());
    assertThat(unseen)
        .as("what is there from the start, or after an image and a label")
        .containsOnly(
            "afterimage_canary_share",
            "afterimage_model_loading",
            "afterimage_model_pinned",
            "afterimage_model_held_out_accuracy");
  }

  /** Every family of ours, with the tags of all its samples together. */
  private static Map<String, MetricsPage.Row> families(String text) {
    Map<String, String> types =
        TYPE.matcher(text)
            .results()
            .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
    Map<String, Set<String>> tags = new HashMap<>();
    SAMPLE
        .matcher(text)
        .results()
        .forEach(
            sample -> {
              String name = SUFFIX.matcher(sample.group(1)).replaceFirst("");
              String labels = sample.group(2) == null ? "" : sample.group(2);
              LABEL
                  .matcher(labels)
                  .results()
                  .map(label -> label.group(1))
                  .filter(label -> !label.equals("le"))
                  .forEach(tags.computeIfAbsent(name, key -> new TreeSet<>())::add);
            });
    Map<String, MetricsPage.Row> families = new TreeMap<>();
    types.forEach(
        (name, type) -> {
          boolean ours =
              name.startsWith("afterimage_") || name.equals("process_resident_memory_bytes");
          if (ours && !name.endsWith("_max")) {
            families.put(
                name, new MetricsPage.Row(type, tags.getOrDefault(name, Set.of()), "served"));
          }
        });
    return families;
  }

  private static String scrape(MeterRegistry metrics) {
    return ((PrometheusMeterRegistry) metrics).scrape();
  }

  private Map<String, String> options(BrokerProcess broker, String name) {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrapServers(),
        "http.port",
        "0",
        "state.dir",
        folder.resolve(name).toString());
  }

  /** The version that is staged stays so. */
  private Map<String, String> trainerOptions(BrokerProcess broker) {
    Map<String, String> options = new HashMap<>(options(broker, "trainer"));
    options.put("rollout.shadow.images", "100000");
    return options;
  }

  private static void createTopics(Map<String, Object> clients) {
    try (Admin admin = Admin.create(clients)) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults())
          .create(Topics.definitions(TopicSettings.defaults().withPartitions(2)));
    }
  }

  private static void publish(Map<String, Object> clients) {
    try (ModelPublisher publisher =
        ModelPublisher.open(
            KafkaClients.of(clients), TopicNames.plain(), "test", LIMIT, InstantSource.system())) {
      RandomHeads models = new RandomHeads(List.of("cat", "dog"), InputSpec.square(32));
      publisher.publish(models.withHead(1));
      publisher.stage(models.withHead(2), Provenance.NONE, Stage.SHADOW, 1, Optional.empty());
    }
  }

  private static void send(Map<String, Object> clients, int images) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(clients, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < images; i++) {
        ProducerRecord<String, byte[]> record =
            new ProducerRecord<>("images", "picture-" + i, png(i));
        record.headers().add(new RecordHeader("label", "cat".getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get();
      }
    }
  }

  private static byte[] png(int shade) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, shade * 1000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
