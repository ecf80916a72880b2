package io.afterimage.trainer.service;

import io.afterimage.models.Lineage;
import io.afterimage.registry.store.LineageStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Lineages that were looked up are remembered, so that a run does not read the whole store for
 * them; a lineage never changes, and of a model that had none when it was looked up there will be
 * none: it is kept before the model is published. Thread-safe.
 */
final class KnownLineages implements LineageStore {

  private final LineageStore store;
  private final Map<String, Optional<Lineage>> known = new ConcurrentHashMap<>();

  /** Over a store that keeps them. */
  KnownLineages(LineageStore store) {
    this.store = store;
  }

  @Override
  public void put(String sha256, Lineage lineage) {
    store.put(sha256, lineage);
    known.put(sha256, Optional.of(lineage));
  }

  @Override
  public void read(BiConsumer<String, Lineage> receiver) {
    store.read(receiver);
  }

  /**
   * Those of some models, as far as there are any.
   *
   * @param sha256 of the models' files
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when they cannot be read
   */
  Map<String, Lineage> find(Set<String> sha256) {
    if (!known.keySet().containsAll(sha256)) {
      store.read(
          (model, lineage) -> {
            if (sha256.contains(model)) {
              known.put(model, Optional.of(lineage));
            }
          });
      sha256.forEach(model -> known.putIfAbsent(model, Optional.empty()));
    }
    known.keySet().retainAll(sha256);
    Map<String, Lineage> found = new HashMap<>();
    known.forEach((model, lineage) -> lineage.ifPresent(there -> found.put(model, there)));
    return found;
  }
}
