package io.afterimage.service;

import io.afterimage.schemas.events.EventJson;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** Log levels over HTTP: JSON out, the name of a level in. */
final class LevelPages {

  private final LevelAccess access;
  private final LogLevels levels = new LogLevels();

  LevelPages(LevelAccess access) {
    this.access = access;
  }

  void all(Context context) {
    answer(context, levels::configured);
  }

  void one(Context context) {
    answer(context, () -> levels.level(context.pathParam("name")));
  }

  void set(Context context) {
    answer(context, () -> levels.set(context.pathParam("name"), context.body()));
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
