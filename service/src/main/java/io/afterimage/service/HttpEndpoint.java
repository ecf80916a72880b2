package io.afterimage.service;

import io.javalin.Javalin;
import java.util.List;

/** Serves the pages of a service. Its server's threads are its own and end with {@link #close}. */
public final class HttpEndpoint implements AutoCloseable {

  private final Javalin server;

  private HttpEndpoint(Javalin server) {
    this.server = server;
  }

  /**
   * Starts the server.
   *
   * @param port to listen on; 0 takes a free one
   * @param groups the pages
   * @throws IllegalStateException when the port is taken
   */
  public static HttpEndpoint start(int port, List<RouteGroup> groups) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              groups.forEach(group -> group.addTo(config.routes));
            });
    try {
      return new HttpEndpoint(server.start(port));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "cannot serve metrics on port %d; if it is taken, choose another with http.port (stream, standalone, demo: --http-port): %s"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
