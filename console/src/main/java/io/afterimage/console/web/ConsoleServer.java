package io.afterimage.console.web;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.service.RouteGroup;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson;
import java.util.List;
import java.util.function.Consumer;

/** Serves the console. Its threads are its own and end with {@link #close}. */
public final class ConsoleServer implements AutoCloseable {

  /** Larger than any form of the console; what is larger is refused with 413. */
  private static final long REQUEST_BYTES = 1 << 20;

  private final Javalin server;

  private ConsoleServer(Javalin server) {
    this.server = server;
  }

  /**
   * Starts the server.
   *
   * @param host the address to listen on
   * @param port to listen on; 0 takes a free one
   * @param transport changes how bytes travel, such as by TLS
   * @param groups what is served; a group that guards others comes before them
   * @throws IllegalStateException when the port is taken or the address is not this machine's
   */
  public static ConsoleServer start(
      String host, int port, Consumer<JavalinConfig> transport, List<RouteGroup> groups) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.http.maxRequestSize = REQUEST_BYTES;
              config.jetty.host = host;
              config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
              config.jsonMapper(new JavalinJackson(EventJson.mapper(), false));
              transport.accept(config);
              new JsonErrors().addTo(config.routes);
              groups.forEach(group -> group.addTo(config.routes));
            });
    try {
      return new ConsoleServer(server.start(port));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "cannot serve the console on %s:%d; if the port is taken, choose another with http.port (console: --http-port; standalone, demo: --console-port): %s"
              .formatted(host, port, e.getMessage()),
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
