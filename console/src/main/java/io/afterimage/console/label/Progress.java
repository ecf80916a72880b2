package io.afterimage.console.label;

import java.util.Optional;

/**
 * How near the next run is.
 *
 * @param refresh until the head is fitted again; absent where labels do not begin that
 * @param run until a run by the schedule; absent where labels do not begin one
 */
record Progress(Optional<Step> refresh, Optional<Step> run) {

  /**
   * Labels since the last one began, and how many it takes.
   *
   * @param have examples that are new or have another label
   * @param need how many make it due
   */
  record Step(int have, int need) {}

  static Progress of(Examples examples, RunsBegan runs, LabelConfig config) {
    return new Progress(
        Optional.of(new Step(examples.changedSince(runs.runOrRefresh()), config.refreshLabels()))
            .filter(step -> step.need() > 0),
        Optional.of(new Step(examples.changedSince(runs.run()), config.runLabels()))
            .filter(step -> step.need() > 0));
  }
}
