package io.afterimage.broker;

import static io.afterimage.broker.EmbeddedBrokerConfig.CLIENT_LISTENER;
import static io.afterimage.broker.EmbeddedBrokerConfig.CONTROLLER_LISTENER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Sockets that are bound before the server starts, so that a taken port is found while nothing runs
 * yet, and a free port cannot be lost between picking and using it.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {

  private static final int BACKLOG = 50;

  private final Map<String, ServerSocketChannel> waiting = new ConcurrentHashMap<>();
  private final int clientPort;
  private final int controllerPort;

  /**
   * Binds the client port (0: a free one) and a free port for the controller, on 127.0.0.1.
   *
   * @throws BrokerStartException when the port is taken
   */
  BoundSockets(int port) {
    try {
      clientPort = bind(CLIENT_LISTENER, port);
      controllerPort = bind(CONTROLLER_LISTENER, 0);
    } catch (IOException e) {
      close();
      throw new BrokerStartException(
          "cannot listen on 127.0.0.1:%d (%s): stop the process that uses the port, or choose another port, or 0 for any free one"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  int clientPort() {
    return clientPort;
  }

  int controllerPort() {
    return controllerPort;
  }

  private int bind(String listener, int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    waiting.put(listener, socket);
    socket.configureBlocking(false);
    socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
    return ((InetSocketAddress) socket.getLocalAddress()).getPort();
  }

  /** Hands the listener's socket over: from then on the server closes it. */
  @Override
  public ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferSize)
      throws IOException {
    ServerSocketChannel socket = waiting.remove(listenerName);
    if (socket == null) {
      throw new IOException("no socket was bound for listener " + listenerName);
    }
    return socket;
  }

  /** Closes the sockets that were not handed over. */
  @Override
  public void close() {
    waiting
        .values()
        .forEach(
            socket -> {
              try {
                socket.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    waiting.clear();
  }
}
