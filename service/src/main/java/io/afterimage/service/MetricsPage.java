package io.afterimage.service;

import io.javalin.config.RoutesConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * {@code /metrics}: all meters in Prometheus' text format.
 *
 * @param metrics what is measured
 */
public record MetricsPage(PrometheusMeterRegistry metrics) implements RouteGroup {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(
        "/metrics", context -> context.contentType(PROMETHEUS_TEXT).result(metrics.scrape()));
  }
}
