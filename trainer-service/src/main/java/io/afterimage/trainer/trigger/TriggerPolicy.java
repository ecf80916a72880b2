package io.afterimage.trainer.trigger;

import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.trigger.Trigger.Moment;
import io.afterimage.trainer.trigger.Trigger.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Decides when a run is due. Several reasons at once make one run; none is due while one is asked
 * for or under way, nor within the pause after the last one. What was seen of predictions and
 * labels is forgotten with the version that they are of; after a run that brought no other version,
 * new predictions and labels make the next one due. Thread-safe.
 */
public final class TriggerPolicy {

  private final TriggerConfig config;
  private final List<Watched> watched;
  private final InstantSource clock;
  private Optional<Announced> active = Optional.empty();
  private Instant lastRun;
  private Instant lastRefresh = Instant.EPOCH;
  private Optional<Instant> earlierRun = Optional.empty();
  private boolean underWay;

  private record Watched(Trigger trigger, Watch watch) {}

  /** As if a run had ended now, unless told otherwise. */
  public TriggerPolicy(TriggerConfig config, InstantSource clock) {
    this.config = config;
    this.watched =
        config.triggers().stream().map(trigger -> new Watched(trigger, trigger.watch())).toList();
    this.clock = clock;
    this.lastRun = clock.instant();
  }

  /** When a run was heard of last, before this policy was. */
  public synchronized void ranBefore(Instant at) {
    lastRun = at;
    earlierRun = Optional.of(at);
  }

  /** When a run was heard of last, before this policy was; empty when there was none. */
  public synchronized Optional<Instant> earlierRun() {
    return earlierRun;
  }

  /** These images were labelled since the last run, as far as the training set shows. */
  public synchronized void labelledBefore(Collection<String> imageIds) {
    imageIds.forEach(imageId -> tell(watch -> watch.changed(imageId)));
  }

  /**
   * A label has come.
   *
   * @param changed whether the training set has more to teach for it: a new example, or another
   *     label or image of one
   * @param chosen whether it was asked for because of what a version said of the image: it then
   *     tells nothing of how good that version's answers are
   */
  public synchronized void labelled(LabelledExample example, boolean changed, boolean chosen) {
    if (changed) {
      tell(watch -> watch.changed(example.imageId()));
    }
    boolean ofActive = !chosen && isActive(example.modelVersion());
    tell(watch -> watch.labelled(example, ofActive));
  }

  /** An image's labels no longer hold: they begin no run, and say nothing against a version. */
  public synchronized void retracted(String imageId) {
    tell(watch -> watch.retracted(imageId));
  }

  /** A prediction was made. */
  public synchronized void predicted(Prediction prediction) {
    if (isActive(prediction.modelVersion())) {
      tell(watch -> watch.predicted(prediction));
    }
  }

  /** Which version is active. */
  public synchronized void active(Optional<Announced> version) {
    if (!version.map(Announced::modelVersion).equals(active.map(Announced::modelVersion))) {
      tell(Watch::versionChanged);
    }
    active = version;
  }

  /** A run was asked for, or has begun. */
  public synchronized void runBegan(boolean refresh) {
    underWay = true;
    tell(refresh ? Watch::refreshBegan : Watch::runBegan);
  }

  /** The run has ended, with any outcome. */
  public synchronized void runEnded(boolean refresh) {
    underWay = false;
    lastRefresh = clock.instant();
    if (!refresh) {
      lastRun = clock.instant();
      tell(Watch::runEnded);
    }
  }

  /** Why a run is due; empty when none is. */
  public synchronized List<Due> due() {
    Instant now = clock.instant();
    Moment moment = new Moment(Duration.between(lastRun, now), active);
    boolean runAllowed = !underWay && !now.isBefore(lastRun.plus(config.minimumPause()));
    boolean refreshAllowed =
        !underWay && Duration.between(lastRefresh, now).compareTo(config.refreshPause()) >= 0;
    List<Due> due = new ArrayList<>();
    for (Watched each : watched) {
      boolean refresh = each.trigger().asksForRefresh();
      if (refresh ? refreshAllowed : runAllowed) {
        each.watch()
            .due(moment)
            .forEach(text -> due.add(new Due(each.trigger().kind(), text, refresh)));
      }
    }
    return due;
  }

  /** When a run ended last, or was heard of. */
  synchronized Instant lastRun() {
    return lastRun;
  }

  /** What the watch of that class has seen; not a number where there is none. */
  synchronized <W extends Watch> double figure(Class<W> type, ToDoubleFunction<W> figure) {
    return watched.stream()
        .map(Watched::watch)
        .filter(type::isInstance)
        .mapToDouble(watch -> figure.applyAsDouble(type.cast(watch)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private void tell(Consumer<Watch> news) {
    watched.forEach(each -> news.accept(each.watch()));
  }

  private boolean isActive(String version) {
    return active.filter(announced -> announced.modelVersion().equals(version)).isPresent();
  }
}
