package io.afterimage.cli.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** A port that is free at this moment, for what has to be told its port and cannot tell it. */
final class FreePort {

  private FreePort() {}

  static String find() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException("there is no free port", e);
    }
  }
}
