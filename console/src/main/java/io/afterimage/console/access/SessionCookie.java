package io.afterimage.console.access;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;

/**
 * The cookie that has a session's token: no script reads it, no other site's page makes the browser
 * send it. Its name has the port, since cookies of one host are sent to all of its ports.
 */
final class SessionCookie {

  private static final int UNTIL_THE_BROWSER_ENDS = -1;

  private final boolean secure;

  /** Sent over TLS only, or not. */
  SessionCookie(boolean secure) {
    this.secure = secure;
  }

  /** The token; null without one. */
  String of(Context request) {
    return request.cookie(name(request));
  }

  void set(Context request, String token) {
    request.cookie(cookie(request, token, UNTIL_THE_BROWSER_ENDS));
  }

  void remove(Context request) {
    request.cookie(cookie(request, "", 0));
  }

  private Cookie cookie(Context request, String value, int maxAge) {
    return new Cookie(name(request), value, "/", maxAge, secure, true, null, SameSite.STRICT);
  }

  /** A browser takes one whose name begins so only over TLS, for this host alone. */
  private String name(Context request) {
    return (secure ? "__Host-" : "") + "afterimage-" + request.req().getLocalPort();
  }
}
