package io.afterimage.service;

import io.afterimage.schemas.events.EventJson;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, {@code /health/live}, {@code /health/ready} and {@code /health}. The
 * first two of these health pages answer 200 or 503, the last one always 200, all with a JSON body
 * that says why. {@code /loggers} serves those who may change log levels. Its server's threads are
 * its own and end with {@link #close}.
 */
public final class HttpEndpoint implements AutoCloseable {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Javalin server;

  private HttpEndpoint(Javalin server) {
    this.server = server;
  }

  /**
   * Starts the server.
   *
   * @param port to listen on; 0 takes a free one
   * @param levels who may change log levels
   * @throws IllegalStateException when the port is taken
   */
  public static HttpEndpoint start(
      int port, LevelAccess levels, PrometheusMeterRegistry metrics, Supplier<Health> health) {
    LevelPages pages = new LevelPages(levels);
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.routes.get(
                  "/metrics",
                  context -> context.contentType(PROMETHEUS_TEXT).result(metrics.scrape()));
              config.routes.get(
                  "/health", context -> answer(context, health.get(), always -> true));
              config.routes.get(
                  "/health/live", context -> answer(context, health.get(), Health::live));
              config.routes.get(
                  "/health/ready", context -> answer(context, health.get(), Health::ready));
              config.routes.get("/loggers", pages::all);
              config.routes.get("/loggers/{name}", pages::one);
              config.routes.put("/loggers/{name}", pages::set);
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

  private static void answer(Context context, Health health, Predicate<Health> good) {
    context
        .status(good.test(health) ? 200 : 503)
        .contentType("application/json")
        .result(EventJson.write(health));
  }
}
