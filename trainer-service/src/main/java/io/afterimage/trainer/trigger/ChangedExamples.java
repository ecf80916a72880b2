package io.afterimage.trainer.trigger;

import io.afterimage.trainer.trigger.Trigger.Moment;
import io.afterimage.trainer.trigger.Trigger.Watch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts the examples that are new, or have another label, since a run by the schedule began. */
class ChangedExamples implements Watch {

  private final int enough;
  private final Set<String> changed = new HashSet<>();

  /**
   * Of none yet.
   *
   * @param enough how many make a run due; 0: never
   */
  ChangedExamples(int enough) {
    this.enough = enough;
  }

  /** How many there are. */
  int count() {
    return changed.size();
  }

  @Override
  public void changed(String imageId) {
    changed.add(imageId);
  }

  @Override
  public void retracted(String imageId) {
    changed.remove(imageId);
  }

  @Override
  public void runBegan() {
    changed.clear();
  }

  @Override
  public List<String> due(Moment now) {
    return enough > 0 && changed.size() >= enough
        ? List.of(changed.size() + " new labels")
        : List.of();
  }
}
