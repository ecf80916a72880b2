package io.afterimage.cli.installation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the console is served if nobody says where. */
final class ConsolePort {

  private static final int USUAL = 8090;
  private static final int ANY = 0;

  private ConsolePort() {}

  /**
   * The usual port, or 0 for any free one where something else listens there.
   *
   * @param host the address or name that the console is to listen on
   */
  static int usualOrFree(String host) {
    try (ServerSocket socket = new ServerSocket(USUAL, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      return ANY;
    }
  }
}
