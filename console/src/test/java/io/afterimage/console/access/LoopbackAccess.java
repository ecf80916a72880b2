package io.afterimage.console.access;

import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import java.util.Locale;
import java.util.Map;

/**
 * In place of {@link Access} in tests of other parts: who asks is one person, and nothing is
 * refused.
 *
 * @param person who that is
 */
public record LoopbackAccess(Person person) implements RouteGroup {

  @Override
  public void addTo(RoutesConfig routes) {
    routes.beforeMatched(person::rememberIn);
    routes.get(
        "/api/session",
        context ->
            context.json(
                Map.of(
                    "login",
                    "none",
                    "name",
                    person.name(),
                    "role",
                    person.role().name().toLowerCase(Locale.ROOT))),
        Role.ANYONE);
  }
}
