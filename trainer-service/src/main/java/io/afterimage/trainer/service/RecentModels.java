package io.afterimage.trainer.service;

import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.trainer.refresh.Latest;

/**
 * A store whose artefacts that were read last are kept as long as there is memory: a run asks for
 * the active version several times, and an artefact never changes. Thread-safe.
 */
final class RecentModels implements ModelStore {

  /** The active version, the best earlier one, and the one before that. */
  private static final int KEPT = 3;

  private final ModelStore store;
  private final Latest<Place, ModelArtifact> read = new Latest<>(KEPT);

  private record Place(String version, String location) {}

  /** Takes over a store, and closes it in the end. */
  RecentModels(ModelStore store) {
    this.store = store;
  }

  @Override
  public String put(ModelArtifact artifact) {
    return store.put(artifact);
  }

  @Override
  public ModelArtifact get(String version, String location) {
    return read.get(new Place(version, location), () -> store.get(version, location));
  }

  @Override
  public boolean keeps(String location) {
    return store.keeps(location);
  }

  @Override
  public void delete(String version, String location) {
    read.forget(new Place(version, location));
    store.delete(version, location);
  }

  @Override
  public void close() {
    store.close();
  }
}
