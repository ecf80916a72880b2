package io.afterimage.console.versions;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.registry.VersionHistory.State;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Staged;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the pages show of versions and runs. Thread-safe.
 *
 * @param versions what happened to versions
 * @param commands what was asked of the trainer
 * @param manifests how versions came about
 * @param clock tells what is now
 */
record VersionsView(
    VersionLog versions, CommandLog commands, Manifests manifests, InstantSource clock) {

  static final int MOST_VERSIONS = 200;
  static final int MOST_HAPPENINGS = 300;
  static final int MOST_RUNS = 50;

  /**
   * Everything in its order.
   *
   * @param faults why something cannot be read at the moment
   */
  TimeLine timeLine(boolean caughtUp, List<String> faults) {
    ModelRegistry registry = versions.registry();
    List<VersionHistory> newest = new ArrayList<>(registry.history());
    int total = newest.size();
    Collections.reverse(newest);
    return new TimeLine(
        caughtUp,
        faults,
        registry.active().map(Announced::modelVersion),
        registry.pinned().isPresent(),
        registry.staged().map(Staged::modelVersion),
        newest.stream().limit(MOST_VERSIONS).map(VersionRow::of).toList(),
        total,
        versions.newest(MOST_HAPPENINGS),
        versions.reigns(),
        runs(),
        clock.instant());
  }

  /** Commands and runs: what is under way first, then newest first. */
  List<RunView> runs() {
    return commands.newest(MOST_RUNS).stream().map(RunView::of).toList();
  }

  /** All that is known of one version; empty if it is unknown. */
  Optional<VersionPage> page(String name) {
    ModelRegistry registry = versions.registry();
    return registry.history(name).map(version -> page(version, registry));
  }

  private VersionPage page(VersionHistory version, ModelRegistry registry) {
    Announced announced = version.announced();
    VersionRow row = VersionRow.of(version);
    Optional<Manifest> manifest = Optional.empty();
    Optional<String> fault = Optional.empty();
    if (version.state() == State.PRUNED) {
      fault = Optional.of("the artefact was deleted, and with it what it says of its training");
    } else {
      try {
        manifest = Optional.of(manifests.of(announced));
      } catch (CorruptArtifactException | StoreUnavailableException e) {
        fault = Optional.of(e.getMessage());
      }
    }
    List<String> others =
        new ArrayList<>(
            registry.history().stream()
                .map(VersionHistory::version)
                .filter(other -> !other.equals(version.version()))
                .toList());
    Collections.reverse(others);
    return new VersionPage(
        row,
        version.changes().stream().map(Happening::of).toList(),
        spans(version.version()),
        announced.labels(),
        announced.sha256(),
        announced.location(),
        manifest,
        fault,
        row.run().flatMap(commands::find).map(RunView::of),
        others.subList(0, Math.min(others.size(), MOST_VERSIONS)));
  }

  private List<VersionPage.Span> spans(String version) {
    List<VersionPage.Span> spans = new ArrayList<>();
    List<VersionLog.Reign> reigns = versions.reigns();
    for (int i = 0; i < reigns.size(); i++) {
      if (reigns.get(i).version().filter(version::equals).isPresent()) {
        Optional<Instant> to =
            i + 1 < reigns.size() ? Optional.of(reigns.get(i + 1).from()) : Optional.empty();
        spans.add(new VersionPage.Span(reigns.get(i).from(), to));
      }
    }
    return spans;
  }
}
