package io.afterimage.console.versions;

import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Staged;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that happened to a version, as JSON of the console.
 *
 * @param kind the event's type in its topic, such as {@code announced} or {@code rolled-back}
 * @param version whose it is
 * @param at when it happened
 * @param by who did it, where that is told
 * @param reason why, where that is told
 * @param instance which instance reports it, where one does
 * @param share of the images that the version answers on trial; 0 while it waits for approval
 */
record Happening(
    String kind,
    String version,
    Instant at,
    Optional<String> by,
    Optional<String> reason,
    Optional<String> instance,
    Optional<Double> share) {

  static Happening of(ModelEvent event) {
    Optional<String> by =
        event instanceof Announced announced
            ? announced.publishedBy()
            : Optional.of(event)
                .filter(Staged.class::isInstance)
                .flatMap(staged -> ((Staged) staged).announcement().publishedBy());
    return new Happening(
        kind(event),
        event.modelVersion(),
        event.at(),
        by,
        event instanceof Rejected rejected
            ? Optional.of(rejected.reason())
            : VersionHistory.reason(event),
        event instanceof Rejected rejected ? Optional.of(rejected.instance()) : Optional.empty(),
        event instanceof Staged staged ? Optional.of(staged.share()) : Optional.empty());
  }

  /** A stage goes by its own name, since what it does differs. */
  private static String kind(ModelEvent event) {
    var json = EventJson.mapper().valueToTree(event);
    return json.path(event instanceof Staged ? "stage" : "type").asText();
  }
}
