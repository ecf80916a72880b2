package io.afterimage.trainer.service;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.RetentionRules;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.trainer.rollout.RolloutConfig;
import io.afterimage.trainer.watch.WatchLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published versions, as the leading trainer sees and changes them. Thread-safe: one call after
 * the other.
 */
final class Versions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Versions.class);

  private final ModelPublisher publisher;
  private final ModelStore store;
  private final Optional<RetentionRules> retention;
  private final RolloutConfig rollout;
  private final Approvals approvals;

  /** Every version is active as soon as it is published. */
  Versions(ModelPublisher publisher, ModelStore store, Optional<RetentionRules> retention) {
    this(publisher, store, retention, RolloutConfig.OFF);
  }

  /**
   * Takes over publisher and store, and closes them in the end.
   *
   * @param retention prunes after each publication; empty: nothing is pruned
   * @param rollout whether versions are tried on live images, or wait, before they are active
   */
  Versions(
      ModelPublisher publisher,
      ModelStore store,
      Optional<RetentionRules> retention,
      RolloutConfig rollout) {
    this.publisher = publisher;
    this.store = store;
    this.retention = retention;
    this.rollout = rollout;
    this.approvals = new Approvals(publisher);
  }

  /** What is published and active now. */
  synchronized ModelRegistry registry() {
    return publisher.registry();
  }

  /**
   * Refuses labels of a model that could not be published.
   *
   * @throws ModelChangeRefusedException saying what does not fit
   */
  synchronized void requireLabels(List<String> labels) {
    publisher.requireLabels(labels);
  }

  /** The active version's file. */
  synchronized Optional<ModelArtifact> active() {
    return publisher.registry().active().map(this::file);
  }

  /** The file of an announced version. */
  synchronized ModelArtifact file(Announced announced) {
    return store.get(announced.modelVersion(), announced.location());
  }

  /**
   * The version that the gate found to be the best of those that are kept, the active one and
   * withdrawn ones left aside; of equals, the newest.
   */
  synchronized Optional<ModelArtifact> bestEarlier() {
    ModelRegistry registry = publisher.registry();
    Optional<String> active = registry.active().map(Announced::modelVersion);
    return registry.history().stream()
        .filter(version -> !active.equals(Optional.of(version.version())))
        .filter(version -> version.withdrawal().isEmpty())
        .filter(version -> version.state() != VersionHistory.State.PRUNED)
        .filter(version -> !version.isUnannounced())
        .map(VersionHistory::announced)
        .filter(announced -> announced.gate().isPresent())
        .max(
            Comparator.<Announced>comparingDouble(a -> a.gate().orElseThrow().accuracy())
                .thenComparing(Announced::at))
        .map(this::file);
  }

  /**
   * The versions that were announced while that one was the newest available: without a pin, they
   * took over from it. In order.
   */
  synchronized List<String> successors(String version) {
    List<VersionHistory> before = new ArrayList<>();
    List<String> successors = new ArrayList<>();
    for (VersionHistory next : publisher.registry().history()) {
      if (next.isUnannounced()) {
        continue;
      }
      Instant at = next.announced().at();
      before.stream()
          .filter(earlier -> earlier.wasAvailable(at))
          .reduce((earlier, later) -> later)
          .filter(active -> active.version().equals(version))
          .ifPresent(active -> successors.add(next.version()));
      before.add(next);
    }
    return successors;
  }

  /** The version that has the very same file, if there is one that is not withdrawn. */
  synchronized Optional<Announced> published(ModelArtifact candidate) {
    return publisher.registry().history().stream()
        .filter(version -> version.withdrawal().isEmpty())
        .map(VersionHistory::announced)
        .filter(announced -> isSameFile(announced, candidate))
        .findFirst();
  }

  /**
   * A withdrawn version that the candidate would bring back under another name: the very same file,
   * or, if the run was automatic, one that was trained from the very same examples.
   *
   * @param automatic whether the trainer itself began the run
   */
  synchronized Optional<VersionHistory> withdrawnTwin(ModelArtifact candidate, boolean automatic) {
    Optional<String> examples = Optional.of(candidate.manifest().trainingSetFingerprint());
    return publisher
        .registry()
        .withdrawn(
            announced ->
                isSameFile(announced, candidate)
                    || (automatic && announced.trainingSetFingerprint().equals(examples)));
  }

  private static boolean isSameFile(Announced announced, ModelArtifact candidate) {
    return announced.sha256().equals(candidate.manifest().sha256());
  }

  /**
   * Publishes the candidate, unless it is published already, and prunes what need not be kept. It
   * is staged where versions are tried before they are active, and there is one that is, or where
   * they have to be approved.
   *
   * @throws ModelChangeRefusedException when it was withdrawn
   */
  synchronized Announced publish(ModelArtifact candidate, Provenance provenance) {
    boolean besideActive = publisher.registry().active().isPresent();
    return publish(candidate, provenance, rollout.first(besideActive));
  }

  private Announced publish(ModelArtifact candidate, Provenance provenance, Optional<Stage> stage) {
    Optional<Announced> same = published(candidate);
    if (same.isPresent()) {
      return same.get();
    }
    withdrawnTwin(candidate, false)
        .ifPresent(
            twin -> {
              throw new ModelChangeRefusedException(
                  "it is %s: %s".formatted(inWords(twin), back(twin)));
            });
    Announced announced =
        stage.isPresent()
            ? publisher
                .stage(
                    candidate,
                    provenance,
                    stage.get(),
                    rollout.share(stage.get()),
                    rollout.expiry(stage.get()),
                    Optional.of("passed the gate"))
                .announcement()
            : publisher.publish(candidate, provenance);
    retention.ifPresent(this::prune);
    return announced;
  }

  /**
   * Publishes the candidate of a run.
   *
   * @param resumed whether it may have been published by the same command before
   * @throws ModelChangeRefusedException when it is published already, or was withdrawn
   */
  synchronized Announced promote(
      String run, ModelArtifact candidate, Provenance provenance, boolean resumed) {
    Optional<Announced> same = published(candidate);
    if (same.isPresent()
        && !(resumed && same.get().publishedBy().equals(provenance.publishedBy()))) {
      Announced version = same.get();
      String name = version.modelVersion();
      throw new ModelChangeRefusedException(
          isUnannounced(name)
              ? "the candidate of run %s is version %s already, staged at %s: %s"
                  .formatted(run, name, version.at(), activation(name))
              : "the candidate of run %s is version %s already, published at %s: there is nothing to publish, and 'afterimage control pin %s' makes it active"
                  .formatted(run, name, version.at(), name));
    }
    return publish(candidate, provenance, Optional.empty());
  }

  /** What the version is staged for, as a person reads of it; empty where it is not. */
  synchronized Optional<String> purpose(String version) {
    return publisher
        .registry()
        .staged()
        .filter(staged -> staged.modelVersion().equals(version))
        .map(
            staged ->
                switch (staged.stage()) {
                  case SHADOW -> "to be tried as a shadow";
                  case CANARY -> "to be tried as a canary";
                  case APPROVAL -> "to wait for approval (%s)".formatted(activation(version));
                });
  }

  /** Whether the version is, or was, tried on live images or waiting only. */
  synchronized boolean isUnannounced(String version) {
    return publisher.registry().history(version).filter(VersionHistory::isUnannounced).isPresent();
  }

  /**
   * Announces a version that is staged, or was withdrawn while it was.
   *
   * @throws ModelChangeRefusedException when there is no such version
   */
  synchronized Announced announce(String version, Optional<String> reason) {
    return publisher.announce(version, reason);
  }

  /**
   * Takes a staged version to another stage.
   *
   * @throws ModelChangeRefusedException when it is not staged any more
   */
  synchronized void advance(String version, Stage stage, Optional<String> reason) {
    publisher.advance(version, stage, rollout.share(stage), rollout.expiry(stage), reason);
  }

  /**
   * Announces the version that waits for approval.
   *
   * @throws ModelChangeRefusedException when it does not wait
   */
  synchronized Announced approve(Command.Approve command, boolean resumed) {
    return approvals.approve(command, resumed);
  }

  /**
   * Withdraws the version that waits for approval.
   *
   * @throws ModelChangeRefusedException when it does not wait
   */
  synchronized void reject(Command.Reject command, boolean resumed) {
    approvals.reject(command, resumed);
  }

  /**
   * Ends the stage of a staged version.
   *
   * @throws ModelChangeRefusedException when it is not staged any more
   */
  synchronized void withdraw(String version, Optional<String> reason) {
    boolean staged =
        publisher.registry().staged().map(Staged::modelVersion).filter(version::equals).isPresent();
    if (!staged) {
      throw new ModelChangeRefusedException("version %s is not staged".formatted(version));
    }
    publisher.rollBack(version, reason);
  }

  /** Who publishes the rejected candidate of a run, as its announcement names it. */
  static String promoter(String run) {
    return "trainer, run %s promoted by command".formatted(run);
  }

  /** The version that the rejected candidate of a run became by a promotion. */
  synchronized Optional<Announced> promoted(String run) {
    Optional<String> promoter = Optional.of(promoter(run));
    return publisher.registry().history().stream()
        .map(VersionHistory::announced)
        .filter(announced -> announced.publishedBy().equals(promoter))
        .findFirst();
  }

  /**
   * A published version as a person reads of it, and how it becomes active.
   *
   * @return empty when there is no such version any more, so that only training brings it back
   */
  synchronized Optional<String> standing(String version) {
    return publisher
        .registry()
        .history(version)
        .filter(known -> known.state() != VersionHistory.State.PRUNED)
        .map(
            known -> {
              if (known.withdrawal().isPresent()) {
                return "%s: %s".formatted(inWords(known), back(known));
              }
              return known.isUnannounced()
                  ? "version %s, staged at %s: %s"
                      .formatted(version, known.announced().at(), activation(version))
                  : "version %s, published at %s".formatted(version, known.announced().at());
            });
  }

  /** What makes a withdrawn version available again: there is no going back to a mere trial. */
  private static String back(VersionHistory withdrawn) {
    return withdrawn.isUnannounced()
        ? promotion(withdrawn.version())
        : "'afterimage models restore %s' brings it back".formatted(withdrawn.version());
  }

  /** What makes a staged version active at once. */
  private String activation(String version) {
    boolean waits =
        publisher
            .registry()
            .waiting()
            .map(Staged::modelVersion)
            .filter(version::equals)
            .isPresent();
    return waits
        ? "'afterimage control approve %s --reason …' makes it active".formatted(version)
        : promotion(version);
  }

  private static String promotion(String version) {
    return "'afterimage control promote %s' makes it active".formatted(version);
  }

  /** A withdrawn version as a person reads of it. */
  static String inWords(VersionHistory withdrawn) {
    return "version %s, which was rolled back%s"
        .formatted(
            withdrawn.version(),
            withdrawn
                .withdrawal()
                .flatMap(ModelEvent.RolledBack::reason)
                .map(" (%s)"::formatted)
                .orElse(""));
  }

  /**
   * What is not pruned now is pruned after the next publication: the version is out all the same.
   */
  private void prune(RetentionRules rules) {
    try {
      List<Announced> pruned =
          publisher.prune(rules, Optional.of("automatically, by models.retain"));
      if (!pruned.isEmpty()) {
        log.atInfo()
            .addKeyValue("versions", pruned.stream().map(Announced::modelVersion).toList())
            .log("old model versions pruned");
      }
    } catch (StoreUnavailableException e) {
      log.atWarn().setCause(e).log("cannot prune old model versions");
    }
  }

  /**
   * Withdraws a version. The trainer itself withdraws none while a version is pinned.
   *
   * @throws ModelChangeRefusedException when that makes no sense
   */
  synchronized void rollBack(Command.RollBack command, boolean resumed) {
    ModelRegistry registry = publisher.registry();
    boolean withdrawn =
        registry
            .history(command.modelVersion())
            .filter(version -> version.state() == VersionHistory.State.WITHDRAWN)
            .isPresent();
    if (resumed && withdrawn) {
      return;
    }
    if (WatchLog.isOwn(command)) {
      registry
          .pinned()
          .ifPresent(
              pinned -> {
                throw new ModelChangeRefusedException(
                    "version %s was pinned meanwhile, and a pin goes before the watch"
                        .formatted(pinned.modelVersion()));
              });
    }
    publisher.rollBack(command.modelVersion(), command.reason());
  }

  /**
   * Takes the withdrawal of a version back.
   *
   * @throws ModelChangeRefusedException when that makes no sense
   */
  synchronized void restore(Command.Restore command, boolean resumed) {
    boolean restored =
        publisher
            .registry()
            .history(command.modelVersion())
            .filter(version -> version.withdrawal().isEmpty())
            .filter(version -> version.state() != VersionHistory.State.PRUNED)
            .isPresent();
    if (!(resumed && restored)) {
      publisher.restore(command.modelVersion(), command.reason());
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
