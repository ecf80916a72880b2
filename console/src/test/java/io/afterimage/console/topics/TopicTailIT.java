package io.afterimage.console.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.Command;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(OrderAnnotation.class)
class TopicTailIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration SOON = Duration.ofSeconds(1);

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaClients clients;
  private static Admin admin;

  private final Taken taken = new Taken();

  /** What a tail has told, in its order. */
  private static final class Taken implements TailListener {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
      all.add(new String(record.value(), UTF_8));
      if (record.key() != null) {
        throw new IllegalStateException("as a listener with a fault would");
      }
    }

    @Override
    public void caughtUp() {
      all.add("END");
    }
  }

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    clients =
        KafkaClients.of(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                500));
    admin = clients.admin();
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  @Order(1)
  void shouldTakeTheNewestOfEachPartitionAndThenWhatComes() throws Exception {
    create("newest", 2);
    write("newest", 0, "a", "b", "c");
    write("newest", 1, "x");
    try (TopicTail tail = tail("newest", 3)) {
      await().until(tail::isCaughtUp);
      assertThat(taken.all).as("a transaction's end is one of 3").contains("b", "c", "x", "END");
      assertThat(taken.all).hasSize(4).endsWith("END");
      write("newest", 1, "y");
      await().untilAsserted(() -> assertThat(taken.all).endsWith("END", "y"));
      assertThat(tail.fault()).isEmpty();
    }
    write("newest", 1, "after its end");
    assertThat(taken.all).endsWith("y");
  }

  @Test
  @Order(2)
  void shouldWaitForATopicThatIsMissing() throws Exception {
    try (TopicTail tail = tail("late", TopicTail.ALL)) {
      await().until(() -> tail.fault().isPresent());
      assertThat(tail.fault().orElseThrow()).contains("topic late not found");
      assertThat(tail.isRetrying()).isTrue();
      assertThat(admin.listTopics().names().get()).doesNotContain("late");
      create("late", 1);
      write("late", 0, "first");
      await().untilAsserted(() -> assertThat(taken.all).contains("first"));
      assertThat(tail.fault()).isEmpty();
      assertThat(tail.isRetrying()).isFalse();
    }
  }

  @Test
  @Order(3)
  void shouldHideWhatIsNotCommitted() throws Exception {
    create("open", 1);
    write("open", 0, "committed");
    try (Producer<byte[], byte[]> other =
            clients.producer(LIMIT, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "other"));
        TopicTail tail = tail("open", TopicTail.ALL)) {
      await().until(tail::isCaughtUp);
      other.initTransactions();
      other.beginTransaction();
      other.send(new ProducerRecord<>("open", 0, null, "aborted".getBytes(UTF_8))).get();
      other.abortTransaction();
      write("open", 0, "later");
      await().untilAsserted(() -> assertThat(taken.all).contains("later"));
      assertThat(taken.all).contains("committed").doesNotContain("aborted");
    }
  }

  @Test
  @Order(4)
  void shouldPassOverWhatItsListenerCannotTakeAndIdsThatAreTooLong() throws Exception {
    create("fault", 1);
    try (TransactionalWriter writer = new TransactionalWriter(clients, "writer", LIMIT)) {
      writer.write(
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      new ProducerRecord<>(
                          "fault",
                          0,
                          i == 1
                              ? new byte[1]
                              : i == 2 ? new byte[TailListener.LONGEST_ID + 1] : null,
                          Integer.toString(i).getBytes(UTF_8))));
    }
    try (TopicTail tail = tail("fault", TopicTail.ALL)) {
      await().until(tail::isCaughtUp);
      assertThat(taken.all).containsExactly("0", "1", "3", "END");
    }
  }

  @Test
  @Order(5)
  void shouldReadEventsAndPassOverOtherRecords() {
    List<Command> events = new CopyOnWriteArrayList<>();
    TailListener listener = TailListener.of(Command.class, (record, event) -> events.add(event));
    listener.take(new ConsumerRecord<>("control", 0, 0, null, null));
    listener.take(new ConsumerRecord<>("control", 0, 1, null, "no event".getBytes(UTF_8)));
    assertThat(events).isEmpty();
  }

  @Test
  @Order(6)
  void shouldReadPartitionsThatAreAdded() throws Exception {
    create("grows", 1);
    write("grows", 0, "old");
    try (TopicTail tail = tail("grows", 0)) {
      await().until(tail::isCaughtUp);
      admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(2))).all().get();
      write("grows", 1, "new");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(taken.all).containsExactly("END", "new"));
    }
  }

  @Test
  @Order(7)
  void shouldGoOnWhereItStoppedWhenTheBrokerIsBack() throws Exception {
    create("away", 1);
    write("away", 0, "before");
    int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
    try (TopicTail tail = tail("away", TopicTail.ALL)) {
      await().until(tail::isCaughtUp);
      broker.close();
      await().atMost(LIMIT).until(() -> tail.fault().isPresent());
      broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder).withPort(port));
      write("away", 0, "after");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(taken.all).containsExactly("before", "END", "after"));
      await().until(() -> tail.fault().isEmpty());
    }
  }

  private TopicTail tail(String topic, long newest) {
    return TopicTail.start(clients, topic, List.of(topic), newest, taken, SOON);
  }

  private static void create(String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  /** In one transaction, whose marker is the last offset. */
  private static void write(String topic, int partition, String... values) {
    try (TransactionalWriter writer = new TransactionalWriter(clients, "writer", LIMIT)) {
      writer.write(
          List.of(values).stream()
              .map(value -> new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8))));
    }
  }
}
