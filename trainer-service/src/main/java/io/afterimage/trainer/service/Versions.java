package io.afterimage.trainer.service;

import io.afterimage.events.Command;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.model.registry.ModelRegistry;
import io.afterimage.model.registry.VersionHistory;
import io.afterimage.model.store.ModelStore;
import java.util.Optional;

/**
 * The published versions, as the one trainer that acts sees and changes them. Thread-safe: one call
 * after the other.
 */
final class Versions implements AutoCloseable {

  private final ModelPublisher publisher;
  private final ModelStore store;

  /** Takes over both, and closes them in the end. */
  Versions(ModelPublisher publisher, ModelStore store) {
    this.publisher = publisher;
    this.store = store;
  }

  /** What is published and active now. */
  synchronized ModelRegistry registry() {
    return publisher.registry();
  }

  /** The active version's file. */
  synchronized Optional<ModelArtifact> active() {
    return publisher
        .registry()
        .active()
        .map(announced -> store.get(announced.modelVersion(), announced.location()));
  }

  /** The version that has the very same file, if there is one. */
  synchronized Optional<Announced> published(ModelArtifact candidate) {
    return publisher.registry().history().stream()
        .map(VersionHistory::announced)
        .filter(announced -> announced.sha256().equals(candidate.manifest().sha256()))
        .findFirst();
  }

  /** Publishes the candidate, unless it is published already. */
  synchronized Announced publish(ModelArtifact candidate) {
    return published(candidate).orElseGet(() -> publisher.publish(candidate));
  }

  synchronized void rollBack(Command.RollBack command, boolean resumed) {
    boolean withdrawn =
        publisher.registry().history().stream()
            .filter(version -> version.state() == VersionHistory.State.WITHDRAWN)
            .anyMatch(v -> v.announced().modelVersion().equals(command.modelVersion()));
    if (!(resumed && withdrawn)) {
      publisher.rollBack(command.modelVersion(), command.reason());
    }
  }

  synchronized void pin(Command.Pin command, boolean resumed) {
    boolean pinned =
        publisher
            .registry()
            .pinned()
            .filter(version -> version.modelVersion().equals(command.modelVersion()))
            .isPresent();
    if (!(resumed && pinned)) {
      publisher.pin(command.modelVersion(), command.reason());
    }
  }

  synchronized void unpin(Command.Unpin command, boolean resumed) {
    if (!(resumed && publisher.registry().pinned().isEmpty())) {
      publisher.unpin(command.reason());
    }
  }

  @Override
  public synchronized void close() {
    publisher.close();
    store.close();
  }
}
