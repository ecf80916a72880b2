package io.afterimage.service;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.release.Release;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * {@code /health/live} and {@code /health/ready} answer 200 or 503, {@code /health} always 200, all
 * with a JSON body that says why, and in the detail {@code release} which build it is.
 *
 * @param health asked for each answer
 */
public record HealthPages(Supplier<Health> health) implements RouteGroup {

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/health", context -> answer(context, always -> true));
    routes.get("/health/live", context -> answer(context, Health::live));
    routes.get("/health/ready", context -> answer(context, Health::ready));
  }

  private void answer(Context context, Predicate<Health> good) {
    Health now = health.get();
    context
        .status(good.test(now) ? 200 : 503)
        .contentType("application/json")
        .result(EventJson.write(withRelease(now)));
  }

  private static Health withRelease(Health health) {
    Map<String, String> details = new HashMap<>(health.details());
    details.put("release", Release.current().toString());
    return new Health(health.live(), health.ready(), health.reasons(), details);
  }
}
