package io.afterimage.console.label;

import io.afterimage.config.NearestNames;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The classes that an image can be given: those of the active version, and those labelled since.
 */
final class KnownClasses {

  private final ImageLabels labels;
  private volatile ModelRegistry registry = ModelRegistry.empty();

  /**
   * With no version yet.
   *
   * @param labels whose classes count as well
   */
  KnownClasses(ImageLabels labels) {
    this.labels = labels;
  }

  /**
   * A class as the page shows it.
   *
   * @param label its name
   * @param learned whether the active version knows it
   * @param given how many of the images that were labelled last have it
   */
  record Known(String label, boolean learned, int given) {}

  /** Takes the next event of the log; for one thread. */
  void take(ModelEvent event) {
    registry = registry.apply(event);
  }

  /** In the active version's order, which stays; others after them, in alphabetical order. */
  List<Known> all() {
    Map<String, Integer> given = labels.counts();
    List<String> learned = learned();
    Set<String> all = new LinkedHashSet<>(learned);
    all.addAll(given.keySet());
    List<Known> classes = new ArrayList<>();
    for (String label : all) {
      classes.add(new Known(label, learned.contains(label), given.getOrDefault(label, 0)));
    }
    return classes;
  }

  /** Which version answers now. */
  Optional<String> activeVersion() {
    return registry.active().map(Announced::modelVersion);
  }

  /** Whether the class was given before, or is one of the active version's. */
  boolean knows(String label) {
    return learned().contains(label) || labels.counts().containsKey(label);
  }

  /** Classes that a new one seems to be under another name: case, punctuation, a few letters. */
  List<String> alike(String label) {
    return NearestNames.of(label, all().stream().map(Known::label).toList());
  }

  private List<String> learned() {
    return registry.active().map(Announced::labels).orElse(List.of());
  }
}
