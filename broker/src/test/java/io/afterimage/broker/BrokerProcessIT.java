package io.afterimage.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {

  private static final int PARTITIONS = 60;

  @TempDir Path folder;

  @Test
  void shouldKeepRecordsPortAndLeadershipWhenKilledAndRestarted() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder);
        Producer<String, String> hasty = TestRecords.hasty(broker.bootstrapServers())) {
      String bootstrap = broker.bootstrapServers();
      TestRecords.createTopic(bootstrap, "wide", PARTITIONS);
      TestRecords.createTopic(bootstrap, "kept");
      TestRecords.write(bootstrap, "kept", "one");

      broker.kill();
      assertThat(broker.isAlive()).isFalse();
      broker.restart();

      for (int partition = PARTITIONS - 1; partition >= 0; partition--) {
        var sent = hasty.send(new ProducerRecord<>("wide", partition, null, "at once"));
        assertThat(sent.get().hasOffset()).as("taken at once by %d", partition).isTrue();
      }
      assertThat(broker.bootstrapServers()).isEqualTo(bootstrap);
      TestRecords.write(bootstrap, "kept", "two");
      assertThat(TestRecords.read(bootstrap, "kept", 2)).containsExactly("one", "two");
    }
  }

  @Test
  void shouldTellWhatTheChildSaidWhenItCannotStart() {
    try (BrokerProcess first = BrokerProcess.start(folder)) {
      assertThat(first.isAlive()).isTrue();
      assertThatThrownBy(() -> BrokerProcess.start(folder))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("in use by another running broker");
    }
  }

  @Test
  void shouldStopWhenItsInputEnds() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder)) {
      broker.endInput();
      assertThat(broker.awaitExit()).isZero();
    }
  }
}
