package io.afterimage.broker;

import static io.afterimage.broker.EmbeddedBrokerConfig.CLIENT_LISTENER;
import static io.afterimage.broker.EmbeddedBrokerConfig.CONTROLLER_LISTENER;

import java.util.HashMap;
import java.util.Map;

/** Kafka server properties for one node that is broker and controller, with a small heap. */
final class BrokerSettings {

  static final int NODE_ID = 1;

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry(
              "listener.security.protocol.map",
              CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          // The cleaner's default table alone takes 128 MiB; this one holds 170,000 keys a pass.
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          Map.entry("log.cleaner.backoff.ms", "2000"),
          // One process is its own quorum: nobody else has to notice that it is gone. Each broken
          // session costs every partition its leader; after SIGKILL, a start waits until it is
          // over.
          Map.entry("broker.heartbeat.interval.ms", "500"),
          Map.entry("broker.session.timeout.ms", "6000"),
          Map.entry("initial.broker.registration.timeout.ms", "120000"),
          Map.entry("controller.quorum.election.timeout.ms", "200"),
          Map.entry("controller.quorum.fetch.timeout.ms", "1000"),
          // Images go out in pieces of this size; the operating system knows a better one.
          Map.entry("socket.send.buffer.bytes", "-1"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "2"));

  private BrokerSettings() {}

  static Map<String, String> of(EmbeddedBrokerConfig config, int clientPort, int controllerPort) {
    Map<String, String> settings = new HashMap<>(DEFAULTS);
    settings.putAll(config.properties());
    String client = CLIENT_LISTENER + "://127.0.0.1:" + clientPort;
    String controller = CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort;
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("log.dirs", config.folder().toAbsolutePath().toString());
    settings.put("listeners", client + "," + controller);
    settings.put("advertised.listeners", client + "," + controller);
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    settings.put("inter.broker.listener.name", CLIENT_LISTENER);
    return settings;
  }
}
