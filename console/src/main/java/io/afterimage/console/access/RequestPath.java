package io.afterimage.console.access;

import io.javalin.http.Context;
import java.util.Set;

/** What kind of address was asked for. */
final class RequestPath {

  private static final String API = "/api/";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private RequestPath() {}

  /** Whether it is about data; everything else is the page's own files, which are public. */
  static boolean isApi(Context request) {
    return request.path().startsWith(API);
  }

  /** Whether the request changes nothing. */
  static boolean isReading(Context request) {
    return READING.contains(request.req().getMethod());
  }
}
