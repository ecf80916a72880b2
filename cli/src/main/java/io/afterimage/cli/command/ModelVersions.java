package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.ModelReports;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Gate;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import java.time.Duration;
import java.util.Locale;

/**
 * A read-only view of the published versions.
 *
 * @param target where they are
 * @param registry what was decided, with what instances report
 */
record ModelVersions(KafkaTarget target, ModelRegistry registry) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * Reads what was decided, and what instances report; reports alone may be missing, which is said.
   *
   * @throws CommandFailure when no Kafka answers
   */
  static ModelVersions read(KafkaTarget target, Terminal terminal) {
    target.requireBroker();
    KafkaClients clients = target.clients();
    ModelRegistry registry =
        ModelEventReader.readAll(clients, target.topics().modelEvents(), LIMIT);
    try {
      for (Rejected rejection :
          new ModelReports(clients, target.topics().modelReports(), LIMIT).rejections()) {
        registry = registry.apply(rejection);
      }
    } catch (StoreUnavailableException e) {
      terminal.say("rejections may be missing: " + e.getMessage());
    }
    return new ModelVersions(target, registry);
  }

  /**
   * The version of that name.
   *
   * @throws CommandFailure when there is none
   */
  VersionHistory require(String version) {
    return registry
        .history(version)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "version %s not found; published are %s"
                        .formatted(
                            version,
                            registry.history().stream().map(VersionHistory::version).toList())));
  }

  /**
   * The version's artefact from Kafka, verified.
   *
   * @throws io.afterimage.models.CorruptArtifactException when it is missing or incomplete
   */
  ModelArtifact artifact(Announced version) {
    try (KafkaModelStore store =
        KafkaModelStore.forReading(
            target.clients(), KafkaModelStore.Settings.of(target.topics().modelArtifacts()))) {
      return store.get(version.modelVersion(), version.location());
    }
  }

  /** The gate's figures as text. */
  static String inWords(Gate gate) {
    return "%s (%s to %s) of %d%s"
        .formatted(
            percent(gate.accuracy()),
            percent(gate.low()),
            percent(gate.high()),
            gate.heldOut(),
            gate.activeAccuracy().map(active -> ", active " + percent(active)).orElse(""));
  }

  /** A share as people read it. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
