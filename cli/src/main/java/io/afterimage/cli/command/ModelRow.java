package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Table;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One version; its components are the JSON's fields. */
record ModelRow(
    String version,
    String state,
    Announced announced,
    List<ModelEvent> changes,
    List<String> rejectedBy) {

  static ModelRow of(VersionHistory history) {
    return new ModelRow(
        history.version(),
        history.state().code(),
        history.announced(),
        history.changes(),
        history.rejections().stream().map(r -> r.instance() + ": " + r.reason()).toList());
  }

  /**
   * A table of versions. Of accuracies only the gate's are shown: both versions on the same images;
   * figures of different trainings do not compare.
   */
  static Table table(List<VersionHistory> versions) {
    Table table =
        new Table(
            "version",
            "state",
            "gate",
            "size",
            "labels",
            "parent",
            "announced",
            "by",
            "why",
            "rejected by");
    versions.forEach(version -> of(version).addTo(table, version.reason().orElse("-")));
    return table;
  }

  private void addTo(Table table, String why) {
    table.row(
        version,
        state.replace('-', ' '),
        announced.gate().map(ModelVersions::inWords).orElse("-"),
        "%.1f MB".formatted(announced.bytes() / 1e6),
        announced.labels().size(),
        announced.parentVersion().orElse("-"),
        announced.at().truncatedTo(ChronoUnit.SECONDS),
        announced.publishedBy().orElse("-"),
        why,
        rejectedBy.isEmpty() ? "-" : String.join("; ", rejectedBy));
  }
}
