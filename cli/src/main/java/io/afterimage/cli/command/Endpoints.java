package io.afterimage.cli.command;

/** Where an instance tells of itself. */
final class Endpoints {

  private Endpoints() {}

  static String describe(int port) {
    return port == 0
        ? "metrics and health on a free port that the log names"
        : "metrics at http://localhost:%d/metrics, health at http://localhost:%1$d/health/ready"
            .formatted(port);
  }
}
