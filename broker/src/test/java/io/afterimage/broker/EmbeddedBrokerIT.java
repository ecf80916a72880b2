package io.afterimage.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

  @TempDir Path folder;

  @Test
  void shouldKeepRecordsWhenStartedAgainOnTheSameFolder() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder))) {
      TestRecords.createTopic(broker.bootstrapServers(), "kept");
      TestRecords.write(broker.bootstrapServers(), "kept", "one", "two");
    }

    Instant before = Instant.now();
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder))) {
      TestRecords.write(broker.bootstrapServers(), "kept", "three");
      assertThat(TestRecords.read(broker.bootstrapServers(), "kept", 3))
          .containsExactly("one", "two", "three");
    }
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofMinutes(2));
  }

  @Test
  void shouldNamePortAndRemedyWhenPortIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  EmbeddedBroker.start(
                      EmbeddedBrokerConfig.at(folder).withPort(other.getLocalPort())))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
          .hasMessageContaining("choose another port");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldRefuseFolderThatAnotherBrokerUses() {
    try (EmbeddedBroker first = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder))) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder)))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use by another running broker");
    }
  }

  @Test
  void shouldRefuseFolderOfSomethingElseAndLeaveItAlone() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "dear reader");

    assertThatThrownBy(() -> EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder)))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("letter.txt")
        .hasMessageContaining("not a Kafka data folder");
    assertThat(folder).isDirectoryContaining(letter::equals);
    try (var content = Files.list(folder)) {
      assertThat(content).containsExactly(letter);
    }
  }

  @Test
  void shouldSayWhichPropertyIsWrong() {
    assertThatThrownBy(
            () ->
                EmbeddedBroker.start(
                    EmbeddedBrokerConfig.at(folder)
                        .withProperties(Map.of("num.io.threads", "many"))))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("num.io.threads")
        .hasMessageContaining("many");
  }

  @Test
  void shouldAskForThePasswordWhenItIsConfiguredTo() throws Exception {
    String module = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    EmbeddedBrokerConfig config =
        EmbeddedBrokerConfig.at(folder)
            .withProperties(
                Map.of(
                    "listener.security.protocol.map",
                    "CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                    "sasl.enabled.mechanisms",
                    "PLAIN",
                    "sasl.mechanism.inter.broker.protocol",
                    "PLAIN",
                    "listener.name.client.plain.sasl.jaas.config",
                    module + "username=broker password=secret user_broker=secret user_anna=pw;"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(config)) {
      assertThat(clusterId(broker, module + "username=anna password=pw;")).isNotEmpty();
      assertThatThrownBy(() -> clusterId(broker, module + "username=anna password=guess;"))
          .hasRootCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  private static String clusterId(EmbeddedBroker broker, String login) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login))) {
      return admin.describeCluster().clusterId().get();
    }
  }
}
