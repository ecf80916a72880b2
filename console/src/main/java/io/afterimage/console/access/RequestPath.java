package io.afterimage.console.access;

import io.javalin.http.Context;
import java.util.Set;

/** What kind of address was asked for. */
final class RequestPath {

  private static final String API = "/api/";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  /** What Prometheus and Kubernetes ask, which log in nowhere. */
  private static final Set<String> WATCHED =
      Set.of("/metrics", "/health", "/health/live", "/health/ready");

  private RequestPath() {}

  /** Whether it is about data. */
  static boolean isApi(Context request) {
    return request.path().startsWith(API);
  }

  /**
   * Whether it is about metrics or health, or whether there is such a page at all: the answer to a
   * HEAD has no content.
   */
  static boolean isWatched(Context request) {
    return request.req().getMethod().equals("HEAD")
        || WATCHED.contains(request.path().replaceFirst("/$", ""));
  }

  /** Whether the request changes nothing. */
  static boolean isReading(Context request) {
    return READING.contains(request.req().getMethod());
  }
}
