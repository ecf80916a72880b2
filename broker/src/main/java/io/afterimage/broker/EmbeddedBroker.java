package io.afterimage.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's KRaft server (broker and controller in one) inside this Java process, on a folder that
 * outlives it: starting again on the same folder finds every topic, record and offset.
 *
 * <p>Listens on 127.0.0.1 only and does not create topics by itself. Thread-safe. Where Kafka loses
 * its data folder while running, it halts the whole Java process.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /** Time limit of a clean stop; after it, the server is stopped without the handover. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /**
   * Opening partitions takes milliseconds each; one that cannot be led is not waited for longer.
   */
  private static final Duration LEADERSHIP_LIMIT = Duration.ofMinutes(1);

  private final ControllerServer controller;
  private final BrokerServer broker;
  private final FatalFaults faults;
  private final int port;

  private EmbeddedBroker(
      ControllerServer controller, BrokerServer broker, FatalFaults faults, int port) {
    this.controller = controller;
    this.broker = broker;
    this.faults = faults;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it serves clients and leads all partitions of its folder.
   *
   * @throws BrokerStartException when the port is taken, the folder is in use or belongs to
   *     something else, or the properties are refused
   */
  public static EmbeddedBroker start(EmbeddedBrokerConfig config) {
    try (BoundSockets sockets = new BoundSockets(config.port())) {
      DataFolder.prepare(config.folder());
      EmbeddedBroker started = build(config, sockets);
      try {
        started.controller.startup();
        started.broker.startup();
      } catch (RuntimeException | Error e) {
        started.close();
        throw notStarted(config, e);
      }
      if (!new Leadership(started.broker).await(LEADERSHIP_LIMIT)) {
        LOG.atWarn()
            .addKeyValue("folder", config.folder())
            .addKeyValue("after", LEADERSHIP_LIMIT)
            .log("broker started without the lead of all its partitions");
      }
      LOG.atInfo()
          .addKeyValue("bootstrap", started.bootstrapServers())
          .addKeyValue("folder", config.folder())
          .log("broker started");
      return started;
    }
  }

  private static EmbeddedBroker build(EmbeddedBrokerConfig config, BoundSockets sockets) {
    try {
      KafkaConfig kafka =
          new KafkaConfig(
              BrokerSettings.of(config, sockets.clientPort(), sockets.controllerPort()), false);
      var storage = KafkaRaftServer.initializeLogDirs(kafka, LOG, "");
      FatalFaults faults = new FatalFaults();
      SharedServer shared =
          new SharedServer(
              kafka,
              storage._1(),
              Time.SYSTEM,
              new Metrics(),
              CompletableFuture.completedFuture(
                  QuorumConfig.parseVoterConnections(kafka.quorumConfig().voters())),
              List.of(),
              faults,
              sockets);
      return new EmbeddedBroker(
          new ControllerServer(shared, KafkaRaftServer.configSchema(), storage._2()),
          new BrokerServer(shared),
          faults,
          sockets.clientPort());
    } catch (RuntimeException e) {
      throw notStarted(config, e);
    }
  }

  private static BrokerStartException notStarted(EmbeddedBrokerConfig config, Throwable cause) {
    return new BrokerStartException(
        "the broker on %s could not start: %s".formatted(config.folder(), cause.getMessage()),
        cause);
  }

  /** {@code 127.0.0.1:port}, for a client's {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The port for clients. */
  public int port() {
    return port;
  }

  /** Completes, on a server thread, with the first fault that the running server cannot survive. */
  public CompletionStage<Throwable> fatalFault() {
    return faults.first().copy();
  }

  /** Stops the server and leaves the folder for the next start. Stopping again does nothing. */
  @Override
  public void close() {
    broker.shutdown(STOP_LIMIT);
    controller.shutdown();
  }
}
