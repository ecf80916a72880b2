package io.afterimage.console.label;

import static io.afterimage.console.label.LabelQueueTest.label;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.LabelEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LabelSenderTest {

  private final ImageLabels labels = new ImageLabels(10);

  @Test
  void shouldSayOfEachLabelWhetherKafkaHasIt() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return new String(record.key(), StandardCharsets.UTF_8).equals("b")
                ? CompletableFuture.failedFuture(new TimeoutException("no answer for 10 s"))
                : super.send(record);
          }
        };
    List<LabelEvent> events = List.of(label("a", "fox", "anna"), label("b", "fox", "anna"));

    List<Optional<String>> faults = sender(producer).send(events);

    assertThat(faults.get(0)).isEmpty();
    assertThat(faults.get(1).orElseThrow())
        .contains("did not confirm")
        .contains("labels")
        .contains("no answer for 10 s");
    assertThat(labels.find("a").orElseThrow().label()).isPresent();
    assertThat(labels.find("b")).as("not said, as far as anybody knows").isEmpty();
  }

  @Test
  void shouldWaitForKafka() throws Exception {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    LabelSender sender = sender(producer);

    CompletableFuture<List<Optional<String>>> sending =
        CompletableFuture.supplyAsync(() -> sender.send(List.of(label("a", "fox", "anna"))));
    while (producer.history().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(sending).isNotDone();
    assertThat(producer.completeNext()).isTrue();

    assertThat(sending.get()).containsExactly(Optional.empty());
  }

  @Test
  void shouldGiveUpForAllLabelsAfterTheTimeOfOneWhereNoBrokerAnswers() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger tried = new AtomicInteger();
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            tried.incrementAndGet();
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            return CompletableFuture.failedFuture(new TimeoutException("no metadata for 10 s"));
          }
        };

    List<Optional<String>> faults =
        new LabelSender(producer, "labels", labels, nanos::get)
            .send(
                List.of(
                    label("a", "fox", "anna"),
                    label("b", "fox", "anna"),
                    label("c", "fox", "anna")));

    assertThat(tried).hasValue(1);
    assertThat(faults)
        .hasSize(3)
        .allSatisfy(fault -> assertThat(fault.orElseThrow()).contains("did not confirm"));
  }

  private LabelSender sender(MockProducer<byte[], byte[]> producer) {
    return new LabelSender(producer, "labels", labels, System::nanoTime);
  }
}
