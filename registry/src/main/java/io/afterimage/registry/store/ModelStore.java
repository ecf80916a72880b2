package io.afterimage.registry.store;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;

/**
 * Keeps model artefacts by version. An artefact is seen whole or not at all. Implementations are
 * thread-safe. Whether a version may be written is the publisher's to decide, not the store's.
 */
public interface ModelStore extends AutoCloseable {

  /**
   * Stores the artefact under its manifest's version.
   *
   * @return where it lies; only {@link #get} of the same kind of store understands it
   * @throws CorruptArtifactException when the artefact is not what its manifest says
   * @throws StoreUnavailableException when it could not be stored
   */
  String put(ModelArtifact artifact);

  /**
   * Reads an artefact and verifies its length and SHA-256.
   *
   * @param location as {@link #put} returned it
   * @throws CorruptArtifactException when a part is missing or wrong; trying again does not help
   * @throws StoreUnavailableException when the store could not be reached in time
   */
  ModelArtifact get(String version, String location);

  /**
   * The manifest alone of an artefact, whose other parts are not verified.
   *
   * @param location as {@link #put} returned it
   * @throws CorruptArtifactException as {@link #get}
   * @throws StoreUnavailableException as {@link #get}
   */
  default Manifest manifest(String version, String location) {
    return get(version, location).manifest();
  }

  /** Whether the location is one of this kind of store. */
  boolean keeps(String location);

  /**
   * Deletes an artefact; harmless where it is gone already.
   *
   * @param location one that this store {@link #keeps}
   * @throws StoreUnavailableException when the store could not be reached in time; trying again
   *     deletes what is left
   */
  void delete(String version, String location);

  /** Frees connections. */
  @Override
  void close();
}
