package io.afterimage.trainer.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.LabelRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RequestWriterTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private final RequestRounds rounds =
      new RequestRounds(
          new RequestConfig(100, 0, Duration.ofHours(1)), id -> Optional.empty(), () -> now);
  private final RequestWriter writer =
      new RequestWriter(producer, "label-requests", rounds, new RequestMetrics(meters));

  @Test
  void shouldWriteAgainWhatTheBrokersDidNotTakeAndCountItOnce() throws InterruptedException {
    rounds.predicted(Predictions.of("a", 0, 0.6));
    now = now.plus(Duration.ofHours(1));
    producer.sendException = new TimeoutException("no broker");
    assertThatThrownBy(writer::write)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("no broker");
    assertThat(made()).isZero();

    producer.sendException = null;
    writer.write();
    writer.write();

    assertThat(producer.history())
        .singleElement()
        .satisfies(record -> assertThat(new String(record.key(), UTF_8)).isEqualTo("a"));
    assertThat(made()).isEqualTo(1);
  }

  /** Where the topic is read again, it still has the state before. */
  @Test
  void shouldNotForgetWhatIsNotWrittenYet() {
    rounds.predicted(Predictions.of("a", 0, 0.6));
    now = now.plus(Duration.ofHours(1));
    List<LabelRequest> asked = rounds.changes();
    rounds.labelled("a", new GivenLabel("cat", now, asked.get(0).picture(), Optional.empty()));
    List<LabelRequest> closed = rounds.changes();
    rounds.unwritten(closed);
    asked.forEach(rounds::known);

    assertThat(rounds.changes()).isEqualTo(closed);
    assertThat(rounds.open()).isZero();
  }

  private double made() {
    return meters.get("afterimage.requests.made").tag("why", "uncertain").counter().count();
  }
}
