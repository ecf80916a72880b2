package io.afterimage.service;

import io.afterimage.schemas.events.EventJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Supplier;

/**
 * {@code /loggers}: log levels, JSON out, the name of a level in. Refuses who may not change them.
 */
public final class LevelPages implements RouteGroup {

  private final LevelAccess access;
  private final LogLevels levels = new LogLevels();

  /** For those who may change log levels. */
  public LevelPages(LevelAccess access) {
    this.access = access;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/loggers", context -> answer(context, levels::configured));
    routes.get(
        "/loggers/{name}",
        context -> answer(context, () -> levels.level(context.pathParam("name"))));
    routes.put(
        "/loggers/{name}",
        context -> answer(context, () -> levels.set(context.pathParam("name"), context.body())));
  }

  private void answer(Context context, Supplier<Object> found) {
    if (!isAllowed(context)) {
      context.status(403).result("not allowed: log.levels.access=%s\n".formatted(access.code()));
      return;
    }
    try {
      context.contentType("application/json").result(EventJson.write(found.get()));
    } catch (IllegalArgumentException e) {
      context.status(400).result(e.getMessage() + "\n");
    }
  }

  private boolean isAllowed(Context context) {
    String header = context.header("Host");
    String host = header == null ? "" : header.replaceFirst(":\\d+$", "");
    boolean forwarded =
        context.header("X-Forwarded-For") != null || context.header("Forwarded") != null;
    return access.allows(context.ip(), host, forwarded);
  }
}
