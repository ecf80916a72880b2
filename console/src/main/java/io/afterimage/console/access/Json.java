package io.afterimage.console.access;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.javalin.http.Context;

/** Bodies of requests and answers. */
final class Json {

  private static final int LONGEST_BODY = 16 * 1024;

  private Json() {}

  /**
   * The body of a request as a record.
   *
   * @throws Refusal when it is something else, or too long
   */
  static <T> T read(Context request, Class<T> type) {
    byte[] body = request.bodyAsBytes();
    if (body.length > LONGEST_BODY) {
      throw Refusal.malformed("the body has more than %d bytes".formatted(LONGEST_BODY));
    }
    try {
      return EventJson.read(body, type);
    } catch (MalformedEventException e) {
      throw Refusal.malformed("the body is not what this address takes: " + e.getMessage());
    }
  }

  static void answer(Context request, Object body) {
    request.contentType("application/json").result(EventJson.write(body));
  }
}
