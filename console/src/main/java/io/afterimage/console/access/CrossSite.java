package io.afterimage.console.access;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Optional;

/** Keeps pages of other origins in the same browser from using the console in a person's name. */
final class CrossSite {

  /** A browser lets no other origin's page send it without asking first, and is not answered. */
  static final String REQUEST_HEADER = "X-Afterimage-Request";

  private final Optional<URI> address;

  /** Under the address that people use, where it differs from the one in {@code Host}. */
  CrossSite(Optional<URI> address) {
    this.address = address;
  }

  /**
   * Checks a request.
   *
   * @throws Refusal when it changes something, or asks for data, for another origin's page
   */
  void check(Context request) {
    if (RequestPath.isReading(request)) {
      if (RequestPath.isApi(request) && "cross-site".equals(request.header("Sec-Fetch-Site"))) {
        throw foreign("of another site");
      }
      return;
    }
    String site = request.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin")) {
      throw foreign("of another origin");
    }
    String origin = request.header("Origin");
    if (origin != null && !isOwn(origin, request)) {
      throw foreign("of another origin");
    }
    if (RequestPath.isApi(request) && !"1".equals(request.header(REQUEST_HEADER))) {
      throw Refusal.forbidden(
          "a request that changes something needs the header %s: 1".formatted(REQUEST_HEADER));
    }
  }

  private boolean isOwn(String origin, Context request) {
    int authority = origin.indexOf("://");
    return (authority > 0 && origin.substring(authority + 3).equals(request.header("Host")))
        || address.filter(own -> origin.equals(origin(own))).isPresent();
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private static Refusal foreign(String whose) {
    return Refusal.forbidden("a page %s may not use the console".formatted(whose));
  }
}
