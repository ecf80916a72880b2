package io.afterimage.registry;

import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Reserved;
import java.util.ArrayList;
import java.util.List;

/** A log in memory that nobody else writes to. */
public final class MemoryEventLog implements ModelEventLog {

  private final List<ModelEvent> events = new ArrayList<>();

  /** Every event so far, oldest first, without the names that publishers reserved. */
  public List<ModelEvent> events() {
    return events.stream().filter(event -> !(event instanceof Reserved)).toList();
  }

  @Override
  public ModelRegistry registry() {
    ModelRegistry registry = ModelRegistry.empty();
    for (ModelEvent event : events) {
      registry = registry.apply(event);
    }
    return registry;
  }

  @Override
  public void append(ModelEvent event) {
    events.add(event);
  }

  @Override
  public void close() {}
}
