package io.afterimage.registry;

import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Reserved;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Model events at a fixed time. */
final class Events {

  static final Instant AT = Instant.parse("2026-05-04T03:02:01Z");

  private Events() {}

  static Announced announced(String version) {
    return new Announced(
        version,
        "artifacts/0@1",
        "00",
        1,
        List.of("cat", "dog"),
        Optional.empty(),
        Optional.empty(),
        AT);
  }

  static Rejected rejected(String version, String instance) {
    return new Rejected(version, instance, "too large", AT);
  }

  static Pinned pinned(String version) {
    return new Pinned(version, Optional.empty(), AT);
  }

  static Unpinned unpinned(String version) {
    return new Unpinned(version, Optional.empty(), AT);
  }

  static Restored restored(String version) {
    return new Restored(version, Optional.empty(), AT);
  }

  static Reserved reserved(String version, String claim) {
    return new Reserved(version, claim, AT);
  }

  static Pruned pruned(String version) {
    return new Pruned(version, Optional.empty(), AT);
  }

  static Staged canary(String version) {
    return new Staged(version, Stage.CANARY, 0.1, announced(version), Optional.empty(), AT);
  }

  static Staged waiting(String version) {
    return new Staged(
        version,
        Stage.APPROVAL,
        0,
        announced(version),
        Optional.empty(),
        Optional.of(AT.plusSeconds(60)),
        AT);
  }

  static Staged staged(String version) {
    return new Staged(version, Stage.SHADOW, 0.1, announced(version), Optional.empty(), AT);
  }

  static RolledBack rolledBack(String version) {
    return new RolledBack(version, Optional.empty(), AT);
  }
}
