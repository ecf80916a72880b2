package io.afterimage.model.registry;

import io.afterimage.events.ModelEvent;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Pinned;
import io.afterimage.events.ModelEvent.RolledBack;
import io.afterimage.events.ModelEvent.Unpinned;
import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.Manifest;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.store.KafkaModelStore;
import io.afterimage.model.store.ModelStore;
import io.afterimage.model.store.PublisherFencedException;
import io.afterimage.model.store.StoreUnavailableException;
import io.afterimage.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes versions and changes which one is active. One publisher works at a time: opening
 * another one fences this one, whose next change then fails with {@link PublisherFencedException}.
 * For one thread.
 *
 * <p>Every change may throw {@link StoreUnavailableException}; after it, {@link #registry()} of a
 * new publisher tells whether the change was made.
 */
public final class ModelPublisher implements AutoCloseable {

  /** The figure of the manifest that the announcement repeats. */
  public static final String VALIDATION_ACCURACY = "validation_accuracy";

  private static final String VERSION_FORM = "[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}";

  private final ModelStore store;
  private final ModelEventLog log;
  private final InstantSource clock;

  /** Takes over both, and closes them in the end. */
  public ModelPublisher(ModelStore store, ModelEventLog log, InstantSource clock) {
    this.store = store;
    this.log = log;
    this.clock = clock;
  }

  /**
   * A publisher to Kafka, with the store in the topic of model artefacts.
   *
   * @param client properties of a Kafka client: where the brokers are, security
   * @param names the topics
   * @param transactionalId the same for all publishers of an installation
   * @param limit how long one step may wait for the brokers
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public static ModelPublisher open(
      Map<String, Object> client,
      TopicNames names,
      String transactionalId,
      Duration limit,
      InstantSource clock) {
    KafkaModelStore store =
        KafkaModelStore.forPublishing(
            client,
            KafkaModelStore.Settings.of(names.modelArtifacts()),
            transactionalId + "-artifacts");
    try {
      return new ModelPublisher(
          store,
          new KafkaModelEventLog(client, names.modelEvents(), transactionalId + "-events", limit),
          clock);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** What is published and active now. */
  public ModelRegistry registry() {
    return log.registry();
  }

  /**
   * Publishes the model as the next version.
   *
   * @throws CorruptArtifactException when the artefact is not what its manifest says, or does not
   *     come back from the store as it was put there; nothing is announced then
   */
  public Announced publish(ModelArtifact model) {
    ModelRegistry registry = log.registry();
    return publish(model, registry.nextVersion(), registry);
  }

  /**
   * Publishes the model under that version.
   *
   * @throws ModelChangeRefusedException when the version exists, or cannot be a version's name
   * @throws CorruptArtifactException as {@link #publish(ModelArtifact)}
   */
  public Announced publish(ModelArtifact model, String version) {
    if (!version.matches(VERSION_FORM)) {
      throw new ModelChangeRefusedException(
          "'%s' cannot be a version: up to 64 letters, digits, '.', '_' and '-', a letter or digit first"
              .formatted(version));
    }
    ModelRegistry registry = log.registry();
    if (registry.find(version).isPresent()) {
      throw new ModelChangeRefusedException(
          "version %s is published already and is never overwritten; the next one is %s"
              .formatted(version, registry.nextVersion()));
    }
    return publish(model, version, registry);
  }

  private Announced publish(ModelArtifact model, String version, ModelRegistry registry) {
    Optional<String> parent = registry.active().map(Announced::modelVersion);
    Manifest manifest = model.manifest().publishedAs(version, parent);
    ModelArtifact meant = new ModelArtifact(manifest, model.onnx()).verified();
    String location = store.put(meant);
    requireSame(meant, store.get(version, location), location);
    return append(
        new Announced(
            version,
            location,
            manifest.sha256(),
            manifest.bytes(),
            manifest.labels(),
            parent,
            Optional.ofNullable(manifest.scores().get(VALIDATION_ACCURACY)),
            clock.instant()));
  }

  private static void requireSame(ModelArtifact meant, ModelArtifact stored, String location) {
    String storedHash = ModelArtifact.sha256(stored.onnx());
    if (!storedHash.equals(meant.manifest().sha256())
        || !stored.manifest().equals(meant.manifest())) {
      throw new CorruptArtifactException(
          "version %s does not come back from %s as it was put there: SHA-256 %s, meant is %s; it is not announced"
              .formatted(
                  meant.manifest().version(), location, storedHash, meant.manifest().sha256()));
    }
  }

  /**
   * Makes the version active until it is unpinned.
   *
   * @throws ModelChangeRefusedException when the version is unknown or was rolled back
   */
  public Pinned pin(String version, Optional<String> reason) {
    requireAvailable(version, "pinned");
    return append(new Pinned(version, reason, clock.instant()));
  }

  /**
   * Ends the pin.
   *
   * @throws ModelChangeRefusedException when nothing is pinned
   */
  public Unpinned unpin(Optional<String> reason) {
    Announced pinned =
        log.registry()
            .pinned()
            .orElseThrow(
                () -> new ModelChangeRefusedException("no version is pinned: nothing to unpin"));
    return append(new Unpinned(pinned.modelVersion(), reason, clock.instant()));
  }

  /**
   * Withdraws the version; the newest other one that was not rolled back takes over.
   *
   * @throws ModelChangeRefusedException when the version is unknown, was rolled back before, or is
   *     the only one left
   */
  public RolledBack rollBack(String version, Optional<String> reason) {
    ModelRegistry registry = requireAvailable(version, "rolled back");
    if (registry.candidates().size() == 1) {
      throw new ModelChangeRefusedException(
          "version %s is the only one left and cannot be rolled back: publish another one first"
              .formatted(version));
    }
    return append(new RolledBack(version, reason, clock.instant()));
  }

  private ModelRegistry requireAvailable(String version, String change) {
    ModelRegistry registry = log.registry();
    List<String> available = registry.candidates().stream().map(Announced::modelVersion).toList();
    if (!available.contains(version)) {
      throw new ModelChangeRefusedException(
          "version %s %s and cannot be %s; available are %s"
              .formatted(
                  version,
                  registry.find(version).isPresent() ? "was rolled back" : "is unknown",
                  change,
                  available.isEmpty() ? "none" : String.join(", ", available)));
    }
    return registry;
  }

  private <E extends ModelEvent> E append(E event) {
    log.append(event);
    return event;
  }

  @Override
  public void close() {
    log.close();
    store.close();
  }
}
