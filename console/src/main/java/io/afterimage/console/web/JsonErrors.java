package io.afterimage.console.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.afterimage.client.CommandFailure;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a handler throws, as {@code {"error": "what, where, what to do"}}. A handler refuses by
 * Javalin's own exceptions, such as {@code BadRequestResponse} or {@code ConflictResponse}, whose
 * message is shown to the person.
 */
final class JsonErrors implements RouteGroup {

  private static final Logger log = LoggerFactory.getLogger(JsonErrors.class);

  /** The body of every error. */
  record Body(String error) {}

  @Override
  public void addTo(RoutesConfig routes) {
    routes.exception(
        HttpResponseException.class,
        (e, context) -> answer(context, e.getStatus(), e.getMessage()));
    routes.exception(
        JsonProcessingException.class,
        (e, context) ->
            answer(
                context,
                400,
                "the body is not the JSON that is expected here: " + e.getOriginalMessage()));
    routes.exception(
        MalformedEventException.class, (e, context) -> answer(context, 400, e.getMessage()));
    routes.exception(CommandFailure.class, (e, context) -> answer(context, 503, e.getMessage()));
    routes.exception(
        StoreUnavailableException.class, (e, context) -> answer(context, 503, e.getMessage()));
    routes.exception(Exception.class, JsonErrors::unexpected);
  }

  private static void unexpected(Exception fault, Context context) {
    log.atError()
        .setCause(fault)
        .addKeyValue("method", context.method())
        .addKeyValue("path", context.path())
        .log("request failed");
    answer(context, 500, "the console failed at this; its log says why");
  }

  static void answer(Context context, int status, String message) {
    context.status(status).json(new Body(message == null ? "no details" : message));
  }
}
