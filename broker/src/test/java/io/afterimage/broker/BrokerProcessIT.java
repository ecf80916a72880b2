package io.afterimage.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {

  @TempDir Path folder;

  @Test
  void shouldKeepRecordsAndPortWhenKilledAndRestarted() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(folder)) {
      String bootstrap = broker.bootstrapServers();
      TestRecords.createTopic(bootstrap, "kept");
      TestRecords.write(bootstrap, "kept", "one");

      broker.kill();
      assertThat(broker.isAlive()).isFalse();
      broker.restart();

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
