package io.afterimage.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a single-node broker is started.
 *
 * @param folder where it keeps its data; made and formatted on the first start
 * @param port on 127.0.0.1 for clients; 0 picks a free one
 * @param properties Kafka server properties that are added to, or replace, the defaults of this
 *     module: retention, TLS, SASL. The listener for clients is named {@value CLIENT_LISTENER}, the
 *     controller's {@value CONTROLLER_LISTENER}; a {@code listener.security.protocol.map} names
 *     both
 */
public record EmbeddedBrokerConfig(Path folder, int port, Map<String, String> properties) {

  /** The name of the listener that clients use. */
  public static final String CLIENT_LISTENER = "CLIENT";

  /** The name of the listener that the broker part uses to reach the controller part. */
  public static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final Set<String> OWN =
      Set.of(
          "process.roles",
          "node.id",
          "log.dir",
          "log.dirs",
          "metadata.log.dir",
          "listeners",
          "advertised.listeners",
          "controller.listener.names",
          "controller.quorum.voters",
          "inter.broker.listener.name");

  /** Refuses ports outside 0 to 65535 and properties that follow from the other settings. */
  public EmbeddedBrokerConfig {
    Objects.requireNonNull(folder, "folder");
    properties = Map.copyOf(properties);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "broker port is %d, allowed are 0 (a free port) to 65535".formatted(port));
    }
    Set<String> refused = new TreeSet<>(OWN);
    refused.retainAll(properties.keySet());
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(
          "broker properties %s follow from folder and port and cannot be given"
              .formatted(refused));
    }
  }

  /** A broker on that folder, on a free port, with no further properties. */
  public static EmbeddedBrokerConfig at(Path folder) {
    return new EmbeddedBrokerConfig(folder, 0, Map.of());
  }

  /** The same with another port. */
  public EmbeddedBrokerConfig withPort(int newPort) {
    return new EmbeddedBrokerConfig(folder, newPort, properties);
  }

  /** The same with other further properties. */
  public EmbeddedBrokerConfig withProperties(Map<String, String> newProperties) {
    return new EmbeddedBrokerConfig(folder, port, newProperties);
  }
}
