package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.MemoryEventLog;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.registry.PublishingRules;
import io.afterimage.registry.RetentionRules;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.registry.store.ModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.trainer.rollout.RolloutConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer keeps of earlier versions when it publishes. */
class VersionsTest {

  private static final RetentionRules TWO = new RetentionRules(2, Duration.ofHours(1));

  @TempDir private Path folder;

  private final MemoryEventLog log = new MemoryEventLog();
  private Instant now = Instant.EPOCH;
  private boolean storeIsDown;

  @Test
  void shouldPruneAfterEachPublicationWhatTheRulesDoNotKeep() {
    Versions versions = versions(Optional.of(TWO));
    publish(versions, 1, 2, 3);
    assertThat(stored()).as("all are young").containsExactly("v1", "v2", "v3");

    now = now.plus(Duration.ofHours(2));
    publish(versions, 4);

    assertThat(stored()).containsExactly("v3", "v4");
    assertThat(pruned()).containsExactly("v1", "v2");
    assertThat(versions.active().orElseThrow().manifest().version()).isEqualTo("v4");
  }

  @Test
  void shouldKeepEveryVersionUnlessToldOtherwise() {
    Versions versions = versions(Optional.empty());
    publish(versions, 1, 2, 3);
    now = now.plus(Duration.ofDays(365));
    publish(versions, 4);

    assertThat(stored()).containsExactly("v1", "v2", "v3", "v4");
  }

  @Test
  void shouldPublishThoughNothingCanBeDeletedAndDeleteLater() {
    Versions versions = versions(Optional.of(TWO));
    publish(versions, 1, 2);
    now = now.plus(Duration.ofHours(2));

    storeIsDown = true;
    publish(versions, 3);

    assertThat(versions.active().orElseThrow().manifest().version()).isEqualTo("v3");
    assertThat(stored()).containsExactly("v1", "v2", "v3");
    storeIsDown = false;
    publish(versions, 4);
    assertThat(stored()).containsExactly("v3", "v4");
  }

  @Test
  void shouldKnowWhichVersionsTookOverFromAnother() {
    Versions versions = versions(Optional.empty());
    publish(versions, 1, 2);
    now = now.plusSeconds(1);
    publish(versions, 3);
    now = now.plusSeconds(1);
    for (String version : List.of("v3", "v2")) {
      versions.rollBack(new Command.RollBack("r", version, Optional.empty(), now), false);
    }
    now = now.plusSeconds(1);
    publish(versions, 4);

    assertThat(versions.successors("v1")).containsExactly("v2", "v4");
    assertThat(versions.successors("v2")).containsExactly("v3");
    assertThat(versions.successors("v3")).isEmpty();
    assertThat(versions.successors("unknown")).isEmpty();
  }

  @Test
  void shouldRestoreAWithdrawnVersionOnce() {
    Versions versions = versions(Optional.empty());
    publish(versions, 1, 2);
    versions.rollBack(new Command.RollBack("r", "v2", Optional.empty(), now), false);
    Command.Restore restore = new Command.Restore("s", "v2", Optional.of("was right"), now);

    versions.restore(restore, false);
    versions.restore(restore, true);

    assertThat(versions.registry().active().map(Announced::modelVersion)).contains("v2");
    assertThatThrownBy(() -> versions.restore(restore, false))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageContaining("was not rolled back");
  }

  /** A staged version can be neither pinned nor restored. */
  @Test
  void shouldNameACommandThatWorksForAVersionThatIsOrWasStaged() {
    Versions versions = versions(Optional.empty());
    publish(versions, 1);
    Versions trying =
        new Versions(
            new ModelPublisher(
                new DirectoryModelStore(folder), log, PublishingRules.DEFAULT, () -> now),
            new DirectoryModelStore(folder),
            Optional.empty(),
            new RolloutConfig(10, 0.5, 0, GuardrailConfig.DEFAULT, Duration.ofHours(1)));
    publish(trying, 2);
    String command = "'afterimage control promote v2' makes it active";

    assertThat(trying.standing("v2").orElseThrow())
        .startsWith("version v2, staged")
        .endsWith(command);
    assertThatThrownBy(() -> trying.promote("run", FakeModels.model(2, 1), Provenance.NONE, false))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageEndingWith(command);
    trying.withdraw("v2", Optional.of("no"));
    assertThat(trying.standing("v2").orElseThrow()).contains("rolled back (no)").endsWith(command);
    assertThatThrownBy(() -> publish(trying, 2))
        .isInstanceOf(ModelChangeRefusedException.class)
        .hasMessageEndingWith(command);
    assertThat(trying.announce("v2", Optional.empty()).modelVersion()).isEqualTo("v2");
  }

  private void publish(Versions versions, int... limits) {
    for (int limit : limits) {
      versions.publish(FakeModels.model(limit, 1), Provenance.NONE);
    }
  }

  private List<String> pruned() {
    return log.events().stream()
        .filter(Pruned.class::isInstance)
        .map(ModelEvent::modelVersion)
        .toList();
  }

  private List<String> stored() {
    return log.events().stream()
        .filter(Announced.class::isInstance)
        .map(ModelEvent::modelVersion)
        .filter(version -> folder.resolve(version).toFile().isDirectory())
        .toList();
  }

  private Versions versions(Optional<RetentionRules> retention) {
    ModelStore store = new SometimesDown(new DirectoryModelStore(folder));
    InstantSource clock = () -> now;
    return new Versions(
        new ModelPublisher(store, log, PublishingRules.DEFAULT, clock), store, retention);
  }

  private final class SometimesDown implements ModelStore {

    private final ModelStore store;

    private SometimesDown(ModelStore store) {
      this.store = store;
    }

    @Override
    public String put(ModelArtifact artifact) {
      return store.put(artifact);
    }

    @Override
    public ModelArtifact get(String version, String location) {
      return store.get(version, location);
    }

    @Override
    public boolean keeps(String location) {
      return store.keeps(location);
    }

    @Override
    public void delete(String version, String location) {
      if (storeIsDown) {
        throw new StoreUnavailableException("the store is down", null);
      }
      store.delete(version, location);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
