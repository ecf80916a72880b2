package io.afterimage.console.versions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.afterimage.models.Manifest;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent.Announced;

/**
 * The manifests of versions, which never change: those that were looked at are kept. Thread-safe.
 */
final class Manifests {

  /** As JSON; in memory it is some times as much. */
  private static final long MOST_BYTES = 4L << 20;

  private final ModelStore store;
  private final Cache<String, Manifest> known =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((String version, Manifest manifest) -> EventJson.write(manifest).length)
          .build();

  Manifests(ModelStore store) {
    this.store = store;
  }

  /**
   * The manifest of a version, read where it is not known.
   *
   * @throws io.afterimage.models.CorruptArtifactException when it is gone or cannot be read
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the store does not answer
   */
  Manifest of(Announced version) {
    return known.get(
        version.modelVersion() + "@" + version.sha256(),
        key -> store.manifest(version.modelVersion(), version.location()));
  }
}
