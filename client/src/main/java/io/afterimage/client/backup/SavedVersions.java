package io.afterimage.client.backup;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.VersionHistory.State;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.util.List;
import java.util.Optional;

/** Which versions there are by the values of {@code model-events}. For one thread. */
final class SavedVersions {

  private ModelRegistry registry = ModelRegistry.empty();

  /** The next value, which may be none, or nothing that this release knows. */
  void take(byte[] value) {
    if (value == null) {
      return;
    }
    try {
      registry = registry.apply(EventJson.read(value, ModelEvent.class));
    } catch (MalformedEventException e) {
      // As every reader of the log does: what it cannot read changes nothing.
    }
  }

  /** Those whose artefacts were not deleted. */
  List<VersionHistory> kept() {
    return registry.history().stream().filter(version -> version.state() != State.PRUNED).toList();
  }

  /** Those that can serve. */
  List<Announced> available() {
    return registry.candidates();
  }

  Optional<String> active() {
    return registry.active().map(Announced::modelVersion);
  }
}
