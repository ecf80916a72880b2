package io.afterimage.console.versions;

import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Versions and runs over HTTP.
 *
 * @param view what is shown
 * @param timeLine the time line of that view, with what is wrong at the moment
 * @param trainer sends a command; returns when Kafka has it
 * @param clock stamps commands
 */
record VersionsRoutes(
    VersionsView view, Supplier<TimeLine> timeLine, Consumer<Command> trainer, InstantSource clock)
    implements RouteGroup {

  private static final int ID_LENGTH = 8;

  /** What is answered to a command: the replies come as events of the channel {@code runs}. */
  record Sent(String id) {}

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/versions", context -> context.json(timeLine.get()), Role.VIEWER);
    routes.get("/api/versions/{version}", this::version, Role.VIEWER);
    routes.get("/api/runs", context -> context.json(view.runs()), Role.VIEWER);
    routes.get("/api/schedule", context -> context.json(ScheduleForm.all()), Role.VIEWER);
    routes.post("/api/commands", this::send, Role.OPERATOR);
  }

  private void version(Context context) {
    String name = context.pathParam("version");
    context.json(
        view.page(name)
            .orElseThrow(
                () ->
                    new NotFoundResponse(
                        "version %s is unknown: the list of versions names those that there are"
                            .formatted(name))));
  }

  private void send(Context context) {
    CommandForm form = EventJson.readExactly(context.bodyAsBytes(), CommandForm.class);
    String id =
        "console-%s-%s"
            .formatted(form.kind(), UUID.randomUUID().toString().substring(0, ID_LENGTH));
    trainer.accept(form.command(id, Person.of(context), clock.instant()));
    context.status(202).json(new Sent(id));
  }
}
