package io.afterimage.trainer.service;

import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.WaitingVersion;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import java.util.Optional;

/**
 * What somebody decides about the version that waits for approval. For one call after the other.
 *
 * @param publisher carries it out
 */
record Approvals(ModelPublisher publisher) {

  /**
   * Announces the version.
   *
   * @param resumed whether the same command may have announced it before
   * @throws ModelChangeRefusedException when it does not wait for approval, or its wait was over
   *     when the command was given
   */
  Announced approve(Command.Approve command, boolean resumed) {
    String version = command.modelVersion();
    Optional<VersionHistory> announced =
        publisher.registry().history(version).filter(known -> !known.isUnannounced());
    if (resumed && announced.isPresent()) {
      return announced.get().announced();
    }
    requireWaiting(version);
    requireInTime(command);
    return publisher.announce(version, Optional.of(inWords("approved", command.reason())));
  }

  /**
   * Withdraws the version.
   *
   * @param resumed whether the same command may have withdrawn it before
   * @throws ModelChangeRefusedException when it does not wait for approval
   */
  void reject(Command.Reject command, boolean resumed) {
    String version = command.modelVersion();
    boolean withdrawn =
        publisher
            .registry()
            .history(version)
            .filter(known -> known.state() == VersionHistory.State.WITHDRAWN)
            .isPresent();
    if (!(resumed && withdrawn)) {
      requireWaiting(version);
      publisher.rollBack(version, Optional.of(inWords("rejected", command.reason())));
    }
  }

  private static String inWords(String decision, Optional<String> reason) {
    return decision + reason.map(": "::concat).orElse("");
  }

  /** So that nobody approves one version in the belief that it is another. */
  private void requireWaiting(String version) {
    ModelRegistry registry = publisher.registry();
    Optional<String> waiting = registry.waiting().map(Staged::modelVersion);
    if (!waiting.equals(Optional.of(version))) {
      throw new ModelChangeRefusedException(
          "version %s does not wait for approval: it is %s; %s"
              .formatted(
                  version,
                  registry.history(version).map(Approvals::inWords).orElse("unknown"),
                  waiting.map("version %s does"::formatted).orElse("no version does")));
    }
  }

  /** The wait can be over before the trainer has withdrawn the version. */
  private void requireInTime(Command.Approve command) {
    ModelRegistry registry = publisher.registry();
    registry
        .waiting()
        .flatMap(staged -> new WaitingVersion(staged).lapsed(registry, command.at()))
        .ifPresent(
            why -> {
              throw new ModelChangeRefusedException(
                  "version %s can no longer be approved: %s"
                      .formatted(command.modelVersion(), why));
            });
  }

  private static String inWords(VersionHistory version) {
    return version.state().inWords() + version.reason().map(" (%s)"::formatted).orElse("");
  }
}
