package io.afterimage.client.doctor;

import io.afterimage.client.KafkaTarget;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;

/**
 * Whether Kafka answers, and if not, why.
 *
 * @param finding what was found
 * @param admin a client, open, where it answers; the caller closes it
 */
record BrokerCheck(Finding finding, Optional<Admin> admin) {

  private static final int CONNECT_MILLIS = 3_000;
  private static final int ANSWER_MILLIS = 8_000;

  static BrokerCheck of(KafkaTarget target) {
    String subject = "broker " + target.bootstrapServers();
    Optional<Finding> unreachable = unreachable(subject, target.bootstrapServers());
    if (unreachable.isPresent()) {
      return new BrokerCheck(unreachable.get(), Optional.empty());
    }
    Admin admin;
    try {
      admin =
          target
              .clients()
              .withDefaults(
                  Map.of(
                      "default.api.timeout.ms", ANSWER_MILLIS,
                      "request.timeout.ms", ANSWER_MILLIS))
              .admin();
    } catch (KafkaException e) {
      return new BrokerCheck(
          Finding.problem(
              subject,
              "no client can be made: " + LibraryCheck.root(e),
              "compare --kafka-config with docs/security.md"),
          Optional.empty());
    }
    try {
      DescribeClusterResult cluster = admin.describeCluster();
      int nodes = cluster.nodes().get().size();
      return new BrokerCheck(
          Finding.good(
              subject,
              "cluster %s of %d broker%s"
                  .formatted(cluster.clusterId().get(), nodes, nodes == 1 ? "" : "s")),
          Optional.of(admin));
    } catch (ExecutionException e) {
      admin.close();
      return new BrokerCheck(silent(subject, e.getCause(), target), Optional.empty());
    } catch (InterruptedException e) {
      admin.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Finding silent(String subject, Throwable cause, KafkaTarget target) {
    if (cause instanceof AuthenticationException) {
      return Finding.problem(
          subject,
          "refuses who asks: " + LibraryCheck.root(cause),
          "compare user, password, mechanism and certificates in --kafka-config with the broker's");
    }
    String protocol =
        target.properties().getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
    return Finding.problem(
        subject,
        "the port is open, but does not speak Kafka over %s".formatted(protocol),
        "is this the port of Kafka's listener for clients, and security.protocol=%s that listener's? A controller or an HTTP server looks like this too"
            .formatted(protocol));
  }

  /** Empty when at least one of the addresses takes connections. */
  private static Optional<Finding> unreachable(String subject, String servers) {
    Optional<Finding> first = Optional.empty();
    for (String server : servers.split(",", -1)) {
      Optional<Finding> trouble = connect(subject, server.strip());
      if (trouble.isEmpty()) {
        return Optional.empty();
      }
      first = first.or(() -> trouble);
    }
    return first;
  }

  private static Optional<Finding> connect(String subject, String server) {
    int colon = server.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      String host = server.substring(0, colon);
      int port = Integer.parseInt(server.substring(colon + 1));
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return Optional.empty();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.of(
          Finding.problem(subject, "'%s' is not an address".formatted(server), "write HOST:PORT"));
    } catch (UnknownHostException e) {
      return Optional.of(
          Finding.problem(subject, "host not found", "is --bootstrap right, and the DNS?"));
    } catch (IOException e) {
      return Optional.of(
          Finding.problem(
              subject,
              "cannot connect: " + e.getMessage(),
              "start the broker, or correct host and port: --bootstrap,"
                  + " AFTERIMAGE_BOOTSTRAP_SERVERS; 'afterimage standalone' starts one for trying"
                  + " things out"));
    }
  }
}
