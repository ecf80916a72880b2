package io.afterimage.registry;

import io.afterimage.schemas.events.ModelEvent.Gate;
import java.util.Optional;

/**
 * Where a version comes from, as its announcement tells.
 *
 * @param gate what the gate measured, where a gate judged the version
 * @param publishedBy who publishes it: a person at a machine, or a trainer and its run
 * @param reason why
 */
public record Provenance(
    Optional<Gate> gate, Optional<String> publishedBy, Optional<String> reason) {

  /** Nothing is known. */
  public static final Provenance NONE =
      new Provenance(Optional.empty(), Optional.empty(), Optional.empty());
}
