package io.afterimage.console.learning;

import io.afterimage.console.access.Role;
import io.afterimage.console.learning.Sources.SourceFigures;
import io.afterimage.console.learning.VersionFigures.ClassFigures;
import io.afterimage.console.learning.VersionFigures.Confidence;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How well learning goes: {@code /api/learning} over time, {@code /api/learning/versions} by
 * version, {@code /api/learning/sources} by who gives labels.
 */
public final class LearningRoutes implements RouteGroup {

  private final LearningView view;

  /** Shows that view. */
  public LearningRoutes(LearningView view) {
    this.view = view;
  }

  /**
   * One version.
   *
   * @param version the one that is shown; empty where nothing was answered or judged yet
   * @param versions those that can be shown, the latest first
   */
  record OneVersion(
      Optional<String> version,
      List<String> versions,
      Optional<String> active,
      Confidence confidence,
      List<ClassFigures> classes) {}

  /** Who gives labels. */
  record AllSources(List<SourceFigures> sources) {}

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/learning", this::overTime, Role.VIEWER);
    routes.get("/api/learning/versions", this::version, Role.VIEWER);
    routes.get("/api/learning/sources", this::sources, Role.VIEWER);
  }

  private void overTime(Context context) {
    String name = Optional.ofNullable(context.queryParam("span")).orElse(Span.HOUR.text());
    Span span =
        Span.named(name)
            .orElseThrow(
                () ->
                    new BadRequestResponse(
                        "the span is not known: write hour, day, fortnight or year"));
    context.json(view.report(span));
  }

  /** The version that is asked for, else the active one, else the latest. */
  private void version(Context context) {
    List<String> versions = new ArrayList<>(view.versions());
    Collections.reverse(versions);
    Optional<String> active = view.active();
    Optional<String> shown =
        Optional.ofNullable(context.queryParam("version"))
            .or(() -> active.filter(versions::contains))
            .or(() -> versions.stream().findFirst());
    String version = shown.orElse("");
    context.json(
        new OneVersion(shown, versions, active, view.confidence(version), view.classes(version)));
  }

  private void sources(Context context) {
    context.json(new AllSources(view.sources()));
  }
}
