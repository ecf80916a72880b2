package io.afterimage.console.live;

import io.afterimage.console.access.Role;
import io.afterimage.service.RouteGroup;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The newest predictions: {@code /api/live} with the filters {@code label}, {@code version}, {@code
 * least} and {@code most} (confidence), {@code source}, {@code text} and {@code limit}; and {@code
 * /api/status}, the header of every page.
 */
public final class LiveRoutes implements RouteGroup {

  private static final int MOST_CARDS = 200;
  private static final int USUAL_CARDS = 60;

  /** A list to choose from that is longer helps nobody. */
  private static final int MOST_CHOICES = 500;

  private final LiveView view;

  /** Over a view. */
  public LiveRoutes(LiveView view) {
    this.view = view;
  }

  /**
   * The answer.
   *
   * @param ready whether what was there at the start has been read
   * @param kept how many predictions were looked through
   * @param reasons what cannot be read
   * @param cards those that match, the newest first
   */
  record Page(
      boolean ready,
      int kept,
      List<String> reasons,
      List<LiveCard> cards,
      Set<String> labels,
      Set<String> versions,
      Set<String> sources) {}

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/live", this::live, Role.VIEWER);
    routes.get("/api/status", context -> context.json(view.status()), Role.VIEWER);
  }

  private void live(Context context) {
    LiveFilter filter =
        new LiveFilter(
            text(context, "label"),
            text(context, "version"),
            number(context, "least", 0),
            number(context, "most", 1),
            text(context, "source"),
            text(context, "text"));
    int limit = (int) Math.max(1, Math.min(MOST_CARDS, number(context, "limit", USUAL_CARDS)));
    RecentPredictions predictions = view.predictions();
    context.json(
        new Page(
            view.isFilled(),
            predictions.size(),
            view.reasons(),
            predictions.find(filter.with(view.labels()), limit).stream()
                .map(prediction -> LiveCard.of(prediction, view.labels()))
                .toList(),
            predictions.distinct(LivePrediction::label, MOST_CHOICES),
            predictions.distinct(LivePrediction::version, MOST_CHOICES),
            view.labels().sources(MOST_CHOICES)));
  }

  private static Optional<String> text(Context context, String name) {
    return Optional.ofNullable(context.queryParam(name)).filter(given -> !given.isEmpty());
  }

  private static double number(Context context, String name, double usual) {
    Optional<String> given = text(context, name);
    try {
      return given.map(Double::parseDouble).filter(Double::isFinite).orElse(usual);
    } catch (NumberFormatException e) {
      throw new BadRequestResponse("%s is '%s', not a number".formatted(name, given.get()));
    }
  }
}
