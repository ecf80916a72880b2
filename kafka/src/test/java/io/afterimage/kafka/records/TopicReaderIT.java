package io.afterimage.kafka.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.kafka.transaction.TransactionalWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicReaderIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaClients clients;
  private static Admin admin;

  private final List<String> read = new ArrayList<>();

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    clients = KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
    admin = clients.admin();
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void shouldReadPastWhatWasDeletedUpToTheMarkerOfTheLastTransaction() throws Exception {
    create("log", 1);
    write("log", 0, 5);
    TopicPartition partition = new TopicPartition("log", 0);
    admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2))).all().get();

    TopicReader.readLog(
        clients, "log", "log", LIMIT, () -> false, record -> read.add(text(record.value())));
    assertThat(read).containsExactly("2", "3", "4");

    try (TopicReader reader = TopicReader.at(clients, "log", partition, 0, LIMIT)) {
      assertThat(reader.readUntil(LIMIT, record -> record.offset() == 3)).isTrue();
      assertThat(reader.readUntil(LIMIT, record -> record.offset() == 1)).isFalse();
    }
  }

  @Test
  void shouldGoToWhatWasWrittenSinceAMoment() throws Exception {
    create("since", 2);
    Instant moment = Instant.now();
    try (TransactionalWriter writer = new TransactionalWriter(clients, "writer", LIMIT)) {
      writer.write(
          Stream.of(
              at("since", 0, moment.minusMillis(1), "earlier"),
              at("since", 0, moment, "then"),
              at("since", 0, moment.minusMillis(1), "out of order"),
              at("since", 1, moment.minusSeconds(9), "much earlier")));
    }
    try (TopicReader reader =
        TopicReader.of(clients, "since", List.of("since"), From.EARLIEST, LIMIT)) {
      reader.goTo(moment);
      reader.readToEnd(LIMIT, () -> false, record -> read.add(text(record.value())));
    }
    assertThat(read).containsExactly("then", "out of order");
  }

  @Test
  void shouldFollowAllPartitionsOfSeveralTopicsFromNowOn() throws Exception {
    create("one", 1);
    create("two", 2);
    write("two", 1, 9);
    try (TopicReader reader =
        TopicReader.of(clients, "both", List.of("one", "two"), From.LATEST, LIMIT)) {
      write("one", 0, 1);
      write("two", 1, 1);
      while (read.size() < 2) {
        reader.poll(LIMIT).forEach(record -> read.add(record.topic()));
      }
      assertThat(read).containsExactlyInAnyOrder("one", "two");

      read.clear();
      reader.goBack(4);
      reader.readToEnd(LIMIT, () -> false, record -> read.add(text(record.value())));
      assertThat(read).as("markers of transactions have offsets too").contains("8", "0");
      assertThat(read).doesNotContain("1", "2", "3", "4");
    }
  }

  @Test
  void shouldWaitForAnOpenTransactionOnlyWhereItMayHideRecords() throws Exception {
    create("open", 1);
    write("open", 0, 1);
    Duration hasty = Duration.ofMillis(300);
    try (Producer<byte[], byte[]> other =
            clients.producer(LIMIT, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "other"));
        TopicReader reader = TopicReader.ofLog(clients, "open", "open", LIMIT)) {
      other.initTransactions();
      other.beginTransaction();
      other.send(new ProducerRecord<>("open", 0, null, "hidden".getBytes(UTF_8))).get();

      assertThat(reader.readUntil(LIMIT, record -> text(record.value()).equals("hidden")))
          .isFalse();
      assertThatThrownBy(() -> reader.readUntilPastOpenTransactions(hasty, record -> true))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("open-0")
          .hasMessageContaining("within PT0.3S");
      other.commitTransaction();
      assertThat(reader.readUntilPastOpenTransactions(LIMIT, record -> true)).isTrue();
      assertThat(reader.readUntilPastOpenTransactions(LIMIT, record -> true)).isFalse();
    }
  }

  @Test
  void shouldNameATopicThatIsMissingAndNotMakeIt() throws Exception {
    assertThatThrownBy(
            () -> TopicReader.of(clients, "no", List.of("nowhere"), From.EARLIEST, LIMIT))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("topic nowhere not found");
    Duration hasty = Duration.ofMillis(500);
    assertThatThrownBy(
            () -> TopicReader.readLog(clients, "no", "nowhere", hasty, () -> false, record -> {}))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("nowhere-0");
    assertThat(admin.listTopics().names().get()).doesNotContain("nowhere");
  }

  private static void create(String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  /** In one transaction, whose marker is the last offset. */
  private static void write(String topic, int partition, int records) {
    try (TransactionalWriter writer = new TransactionalWriter(clients, "writer", LIMIT)) {
      writer.write(
          IntStream.range(0, records)
              .mapToObj(
                  i ->
                      new ProducerRecord<>(
                          topic, partition, null, Integer.toString(i).getBytes(UTF_8))));
    }
  }

  private static ProducerRecord<byte[], byte[]> at(
      String topic, int partition, Instant at, String text) {
    return new ProducerRecord<>(topic, partition, at.toEpochMilli(), null, text.getBytes(UTF_8));
  }

  private static String text(byte[] value) {
    return new String(value, UTF_8);
  }
}
