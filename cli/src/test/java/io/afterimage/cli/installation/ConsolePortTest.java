package io.afterimage.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ConsolePortTest {

  private static final String ELSEWHERE = "127.0.0.9";

  @Test
  void shouldTakeAFreePortWhereTheUsualOneIsTakenAtItsAddress() throws Exception {
    try (ServerSocket taken = usual()) {
      assertThat(taken.isClosed()).isFalse();
      assertThat(ConsolePort.usualOrFree(ELSEWHERE)).isZero();
    }
  }

  /** Taken by this test, or by something else before. */
  private static ServerSocket usual() throws IOException {
    try {
      return new ServerSocket(8090, 1, InetAddress.getByName(ELSEWHERE));
    } catch (IOException e) {
      return new ServerSocket();
    }
  }
}
