package io.afterimage.service;

import io.javalin.config.RoutesConfig;

/** Some pages that belong together, to be served by an {@link HttpEndpoint}. */
@FunctionalInterface
public interface RouteGroup {

  /** Adds them; the handlers are called on the server's threads, several at a time. */
  void addTo(RoutesConfig routes);
}
