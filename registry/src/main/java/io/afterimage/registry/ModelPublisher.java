package io.afterimage.registry;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.VersionHistory.State;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.schemas.events.ModelEvent.Reserved;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.release.Release;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Publishes versions and changes which one is active. For one thread.
 *
 * <p>Publishers of different transactional ids work side by side: each reserves the name of a
 * version on the log of model events before it stores anything, and the first reservation holds, so
 * that no two store under the same name. Opening a publisher fences an earlier one of the same
 * transactional id, whose next change then fails with {@link PublisherFencedException}: a service
 * that must have no second self keeps one id for all its replicas.
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
  private final PublishingRules rules;
  private final InstantSource clock;

  /** Takes over store and log, and closes them in the end. */
  public ModelPublisher(
      ModelStore store, ModelEventLog log, PublishingRules rules, InstantSource clock) {
    this.store = store;
    this.log = log;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * A publisher to Kafka, with the store in the topic of model artefacts.
   *
   * @param names the topics
   * @param transactionalId what the transactional ids begin with; publishers that were opened with
   *     it before are fenced
   * @param limit how long one step may wait for the brokers
   * @throws StoreUnavailableException when the brokers could not be reached in time
   */
  public static ModelPublisher open(
      KafkaClients clients,
      TopicNames names,
      String transactionalId,
      Duration limit,
      InstantSource clock) {
    KafkaModelStore store =
        KafkaModelStore.forPublishing(
            clients,
            KafkaModelStore.Settings.of(names.modelArtifacts()),
            transactionalId + "-artifacts");
    try {
      return new ModelPublisher(
          store,
          new KafkaModelEventLog(clients, names.modelEvents(), transactionalId + "-events", limit),
          PublishingRules.read(clients, names, limit),
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
   * Refuses, before a training, labels that {@link #publish} would refuse after it.
   *
   * @throws ModelChangeRefusedException saying what does not fit
   */
  public void requireLabels(Collection<String> labels) {
    rules.requireLabels(labels);
  }

  /** Publishes the model as the next version, without a word on where it comes from. */
  public Announced publish(ModelArtifact model) {
    return publish(model, Provenance.NONE);
  }

  /**
   * Publishes the model as the next version.
   *
   * @throws ModelChangeRefusedException when its labels, or what is said of them, fit into no topic
   * @throws CorruptArtifactException when the artefact is not what its manifest says, or does not
   *     come back from the store as it was put there; nothing is announced then
   */
  public Announced publish(ModelArtifact model, Provenance provenance) {
    model.verified();
    return publish(model, reservedName(), provenance);
  }

  /** Stages the model without a limit of time, as the method below does. */
  public Staged stage(
      ModelArtifact model,
      Provenance provenance,
      Stage stage,
      double share,
      Optional<String> reason) {
    return stage(model, provenance, stage, share, Optional.empty(), reason);
  }

  /**
   * Stores the model as the next version and stages it: it is tried on live images, or waits, until
   * {@link #announce} or {@link #rollBack}. Another one that is staged is rolled back.
   *
   * @param share of the images that it answers
   * @param expiry after which it is to be withdrawn unless somebody has decided; empty: never
   * @param reason why
   * @throws ModelChangeRefusedException as {@link #publish(ModelArtifact, Provenance)}
   * @throws CorruptArtifactException as {@link #publish(ModelArtifact, Provenance)}
   */
  public Staged stage(
      ModelArtifact model,
      Provenance provenance,
      Stage stage,
      double share,
      Optional<Duration> expiry,
      Optional<String> reason) {
    model.verified();
    String version = reservedName();
    Announced announcement = stored(model, version, provenance);
    log.registry()
        .staged()
        .ifPresent(
            other ->
                append(
                    new RolledBack(
                        other.modelVersion(),
                        Optional.of("version %s takes its place".formatted(version)),
                        clock.instant())));
    return append(staged(announcement, stage, share, expiry, reason));
  }

  private Staged staged(
      Announced announcement,
      Stage stage,
      double share,
      Optional<Duration> expiry,
      Optional<String> reason) {
    Instant now = clock.instant();
    return new Staged(
        announcement.modelVersion(),
        stage,
        share,
        announcement,
        reason,
        expiry.map(now::plus),
        now);
  }

  /**
   * Takes a version that is staged to another stage.
   *
   * @param share of the images that it answers there
   * @param expiry after which it is to be withdrawn unless somebody has decided; empty: never
   * @param reason why
   * @throws ModelChangeRefusedException when the version is not staged
   */
  public Staged advance(
      String version,
      Stage stage,
      double share,
      Optional<Duration> expiry,
      Optional<String> reason) {
    Staged now =
        log.registry()
            .staged()
            .filter(staged -> staged.modelVersion().equals(version))
            .orElseThrow(
                () ->
                    new ModelChangeRefusedException("version %s is not staged".formatted(version)));
    return append(staged(now.announcement(), stage, share, expiry, reason));
  }

  /**
   * Announces a version that is staged, or was rolled back while it was.
   *
   * @param reason why, added to the reason that the version was made for
   * @throws ModelChangeRefusedException when the version is unknown, was announced before, or its
   *     artefact was deleted
   */
  public Announced announce(String version, Optional<String> reason) {
    VersionHistory known = known(version, "announced");
    if (!known.isUnannounced() || known.state() == State.PRUNED) {
      throw new ModelChangeRefusedException(
          "version %s %s: there is nothing to promote"
              .formatted(
                  version,
                  known.isUnannounced() ? "was pruned, its artefact is deleted" : "was announced"));
    }
    Announced staged = known.announced();
    return append(
        new Announced(
            version,
            staged.location(),
            staged.sha256(),
            staged.bytes(),
            staged.labels(),
            staged.parentVersion(),
            staged.validationAccuracy(),
            staged.gate(),
            staged.publishedBy(),
            Stream.of(staged.reason(), reason)
                .flatMap(Optional::stream)
                .reduce((made, promoted) -> made + "; " + promoted),
            staged.trainingSetFingerprint(),
            clock.instant()));
  }

  private String reservedName() {
    String version = log.registry().nextVersion();
    while (!reserve(version)) {
      version = log.registry().nextVersion();
    }
    return version;
  }

  /**
   * Publishes the model under that version.
   *
   * @throws ModelChangeRefusedException when the version exists, or cannot be a version's name
   * @throws CorruptArtifactException as {@link #publish(ModelArtifact, Provenance)}
   */
  public Announced publish(ModelArtifact model, String version) {
    model.verified();
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
    if (!reserve(version)) {
      throw new ModelChangeRefusedException(
          "the name %s was taken by a publisher that is still running, or that failed; the next one is %s"
              .formatted(version, log.registry().nextVersion()));
    }
    return publish(model, version, Provenance.NONE);
  }

  /** Whether the name is this publisher's: of several that want it at once, one gets it. */
  private boolean reserve(String version) {
    Reserved reserved = new Reserved(version, UUID.randomUUID().toString(), clock.instant());
    log.append(reserved);
    return log.registry().reservation(version).filter(reserved::equals).isPresent();
  }

  private Announced publish(ModelArtifact model, String version, Provenance provenance) {
    Announced announced = append(stored(model, version, provenance));
    if (log.registry().find(version).filter(announced::equals).isEmpty()) {
      throw new ModelChangeRefusedException(
          "a publisher of an earlier release announced another model as %s meanwhile: publish this one again, and have all publishers of one release"
              .formatted(version));
    }
    return announced;
  }

  /** What announces the model once it is stored, which it is when this returns. */
  private Announced stored(ModelArtifact model, String version, Provenance provenance) {
    Optional<String> parent = log.registry().active().map(Announced::modelVersion);
    Manifest manifest =
        model.manifest().publishedAs(version, parent).withRelease(Release.current().version());
    ModelArtifact meant = new ModelArtifact(manifest, model.onnx()).verified();
    rules.require(manifest);
    String location = store.put(meant);
    requireSame(meant, store.get(version, location), location);
    return new Announced(
        version,
        location,
        manifest.sha256(),
        manifest.bytes(),
        manifest.labels(),
        parent,
        Optional.ofNullable(manifest.scores().get(VALIDATION_ACCURACY)),
        provenance.gate(),
        provenance.publishedBy(),
        provenance.reason(),
        Optional.of(manifest.trainingSetFingerprint()),
        clock.instant());
  }

  private static void requireSame(ModelArtifact meant, ModelArtifact stored, String location) {
    String storedHash = Sha256.of(stored.onnx());
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
   * @throws ModelChangeRefusedException when the version is unknown, was rolled back or pruned
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
   * Withdraws the version; the newest other one that was not rolled back takes over. Of a staged
   * version this ends the trial.
   *
   * @throws ModelChangeRefusedException when the version is unknown, was rolled back before, or is
   *     the only one left, also where another publisher's change made it so meanwhile
   */
  public RolledBack rollBack(String version, Optional<String> reason) {
    if (log.registry().staged().map(Staged::modelVersion).filter(version::equals).isPresent()) {
      return append(new RolledBack(version, reason, clock.instant()));
    }
    ModelRegistry registry = requireAvailable(version, "rolled back");
    if (registry.candidates().size() == 1) {
      throw new ModelChangeRefusedException(
          "version %s is the only one left and cannot be rolled back: publish another one first"
              .formatted(version));
    }
    RolledBack rolledBack = append(new RolledBack(version, reason, clock.instant()));
    if (state(version) != State.WITHDRAWN) {
      throw new ModelChangeRefusedException(
          "version %s became the only one left by another change at the same time, and stays: publish another one first"
              .formatted(version));
    }
    return rolledBack;
  }

  /**
   * Takes the rollback of a version back. It is active again where it is the newest.
   *
   * @throws ModelChangeRefusedException when the version is unknown, was not rolled back, or its
   *     artefact was deleted
   */
  public Restored restore(String version, Optional<String> reason) {
    VersionHistory known = known(version, "restored");
    if (known.state() == State.PRUNED) {
      throw new ModelChangeRefusedException(
          "version %s was pruned: its artefact is deleted and cannot be restored"
              .formatted(version));
    }
    if (known.state() != State.WITHDRAWN) {
      throw new ModelChangeRefusedException(
          "version %s was not rolled back: there is nothing to restore".formatted(version));
    }
    if (known.isUnannounced()) {
      throw new ModelChangeRefusedException(
          "version %s was rolled back before it was announced: 'afterimage control promote %s' announces it"
              .formatted(version, version));
    }
    return append(new Restored(version, reason, clock.instant()));
  }

  private VersionHistory known(String version, String change) {
    return log.registry()
        .history(version)
        .orElseThrow(
            () ->
                new ModelChangeRefusedException(
                    "version %s is unknown and cannot be %s".formatted(version, change)));
  }

  /**
   * What {@link #prune} would delete now, oldest first: of the versions in this publisher's store.
   *
   * @param rules which versions stay
   */
  public List<Announced> prunable(RetentionRules rules) {
    return rules.prunable(log.registry(), clock.instant()).stream()
        .filter(version -> store.keeps(version.location()))
        .toList();
  }

  /**
   * Deletes the artefacts of what the rules do not keep. Each version is pruned on the log first,
   * so that nobody falls back to it; where deleting breaks off, the next call deletes what is left.
   * A version that became the last available one meanwhile stays.
   *
   * @return what was pruned, oldest first
   */
  public List<Announced> prune(RetentionRules rules, Optional<String> reason) {
    latestPruned().ifPresent(this::delete);
    List<Announced> pruned = new ArrayList<>();
    for (Announced version : prunable(rules)) {
      append(new Pruned(version.modelVersion(), reason, clock.instant()));
      if (state(version.modelVersion()) == State.PRUNED) {
        delete(version);
        pruned.add(version);
      }
    }
    return pruned;
  }

  /** Whose deletion may have broken off: those before it were deleted before it was pruned. */
  private Optional<Announced> latestPruned() {
    return log.registry().history().stream()
        .filter(version -> version.state() == State.PRUNED)
        .max(
            Comparator.comparing(
                version -> version.changes().get(version.changes().size() - 1).at()))
        .map(VersionHistory::announced)
        .filter(version -> store.keeps(version.location()));
  }

  private State state(String version) {
    return log.registry().history(version).orElseThrow().state();
  }

  private void delete(Announced version) {
    store.delete(version.modelVersion(), version.location());
  }

  private ModelRegistry requireAvailable(String version, String change) {
    ModelRegistry registry = log.registry();
    List<String> available = registry.candidates().stream().map(Announced::modelVersion).toList();
    if (!available.contains(version)) {
      throw new ModelChangeRefusedException(
          "version %s %s and cannot be %s; available are %s"
              .formatted(
                  version,
                  unavailability(registry, version),
                  change,
                  available.isEmpty() ? "none" : String.join(", ", available)));
    }
    return registry;
  }

  private static String unavailability(ModelRegistry registry, String version) {
    return registry.history(version).map(ModelPublisher::unavailability).orElse("is unknown");
  }

  private static String unavailability(VersionHistory known) {
    return switch (known.state()) {
      case PRUNED -> "was pruned";
      case SHADOW, CANARY -> "is not announced yet";
      case WAITING_FOR_APPROVAL -> "waits for approval";
      default -> "was rolled back";
    };
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
