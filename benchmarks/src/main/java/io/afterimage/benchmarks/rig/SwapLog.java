package io.afterimage.benchmarks.rig;

import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.PredictionReader.Seen;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Remembers when versions were announced and served, and holds predictions to it. One thread. */
public final class SwapLog {

  /** One version's time: it may not answer before it was announced. */
  private record Version(String name, Instant announced, Instant serving) {}

  private final Installation installation;
  private final StreamChild child;
  private final List<Version> versions = new ArrayList<>();

  /** For one instance. */
  public SwapLog(Installation installation, StreamChild child) {
    this.installation = installation;
    this.child = child;
  }

  /** Publishes the model and waits until the instance serves it. */
  public void publishAndAwait(ModelArtifact model) {
    Announced announced = installation.publish(model);
    child.awaitVersion(announced.modelVersion());
    versions.add(new Version(announced.modelVersion(), announced.at(), Instant.now()));
  }

  /**
   * Every image answered once, by a version that was announced by then and that had not been
   * replaced when the image came.
   */
  public Table check(List<Seen> seen, int sent) {
    Set<String> ids = new HashSet<>();
    int early = 0;
    int late = 0;
    for (Seen each : seen) {
      Prediction prediction = each.prediction();
      ids.add(prediction.imageId());
      int index = index(prediction.modelVersion());
      if (index < 0 || prediction.predictedAt().isBefore(versions.get(index).announced())) {
        early++;
      } else if (index + 1 < versions.size()
          && prediction.receivedAt().isAfter(versions.get(index + 1).serving())) {
        late++;
      }
    }
    return Table.of("Answers over %d versions".formatted(versions.size()), "what", "images")
        .row("sent", sent)
        .row("answered", seen.size())
        .row("answered once", ids.size())
        .row("dead letters", (int) installation.deadLetters())
        .row("by a version not announced by then", early)
        .row("by a version replaced before they came", late)
        .build();
  }

  private int index(String version) {
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).name().equals(version)) {
        return i;
      }
    }
    return -1;
  }
}
