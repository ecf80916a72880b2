package io.afterimage.console.access;

import io.javalin.http.Context;
import java.util.Map;

/**
 * What every answer tells the browser: run and load nothing but the console's own files, guess no
 * content types, be framed by nobody, keep no copy of what the API says. A handler may replace
 * {@code Cache-Control} where a copy is safe.
 */
final class SecurityHeaders {

  /** lit-html names its policy so; nothing else may turn text into elements. */
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "font-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types lit-html");

  private static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");

  private SecurityHeaders() {}

  static void addTo(Context answer) {
    ALWAYS.forEach(answer::header);
    if (RequestPath.isApi(answer)) {
      answer.header("Cache-Control", "no-store");
    }
  }
}
