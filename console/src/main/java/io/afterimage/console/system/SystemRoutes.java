package io.afterimage.console.system;

import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.console.system.DoctorVisits.Visit;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import java.util.Optional;

/** {@code /api/system}: what there is; {@code /api/system/doctor}: what doctor finds. */
public final class SystemRoutes implements RouteGroup {

  private final SystemView view;
  private final DoctorVisits doctor;

  /** Shows those. */
  public SystemRoutes(SystemView view, DoctorVisits doctor) {
    this.view = view;
    this.doctor = doctor;
  }

  /** The last visit; empty where there was none since the start. */
  record LatestVisit(Optional<Visit> visit) {}

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/system", context -> context.json(view.report()), Role.VIEWER);
    routes.get(
        "/api/system/doctor",
        context -> context.json(new LatestVisit(doctor.latest())),
        Role.VIEWER);
    routes.post("/api/system/doctor", this::look, Role.OPERATOR);
  }

  private void look(Context context) {
    Visit visit =
        doctor
            .look(Person.of(context).name())
            .orElseThrow(
                () -> new ConflictResponse("doctor is looking already: wait for its findings"));
    context.json(new LatestVisit(Optional.of(visit)));
  }
}
