package io.afterimage.stream.serving;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.service.News;
import io.afterimage.stream.shadow.Canary;
import io.afterimage.stream.shadow.CanaryTable;
import io.afterimage.stream.shadow.Shadow;
import io.afterimage.stream.shadow.ShadowTable;
import io.afterimage.stream.shadow.StagedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the version that the registry calls staged beside the active one, as a shadow or as a
 * canary, and ends it. A version that cannot be loaded is reported once, and the instance serves on
 * without it. While a shadow is loaded, what could be in its way is looked for again now and then.
 * Used by one thread.
 *
 * <p>A shadow is loaded only while the instance serves the active version, and ended before it
 * loads another one to serve: no more than two versions are in memory at once, as in any swap. A
 * pin goes before a canary: only pinned versions answer then.
 */
public final class ShadowLoader {

  private static final Logger log = LoggerFactory.getLogger(ShadowLoader.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** An error that ended a worker, such as missing memory, is likely to come again. */
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofMinutes(10);

  private final ModelSlot slot;
  private final ShadowTable table;
  private final CanaryTable canaries;
  private final VersionLoader loader;
  private final RejectedVersions rejected;
  private final Rejections rejections;
  private final Supplier<Optional<String>> obstacle;
  private final BiFunction<ServingModel, Staged, StagedModel> start;
  private final InstantSource clock;
  private Instant nextTry = Instant.MIN;
  private Optional<String> hindered = Optional.empty();
  private boolean loaded;

  /**
   * With its collaborators.
   *
   * @param slot what the instance serves
   * @param table where a shadow goes
   * @param canaries where a canary goes
   * @param obstacle why no shadow could answer, whichever it is, such as a missing topic
   * @param start makes a shadow or a canary of a loaded version
   */
  public ShadowLoader(
      ModelSlot slot,
      ShadowTable table,
      CanaryTable canaries,
      VersionLoader loader,
      RejectedVersions rejected,
      Rejections rejections,
      Supplier<Optional<String>> obstacle,
      BiFunction<ServingModel, Staged, StagedModel> start,
      InstantSource clock) {
    this.slot = slot;
    this.table = table;
    this.canaries = canaries;
    this.loader = loader;
    this.rejected = rejected;
    this.rejections = rejections;
    this.obstacle = obstacle;
    this.start = start;
    this.clock = clock;
  }

  private Optional<StagedModel> current() {
    return table.current().<StagedModel>map(shadow -> shadow).or(canaries::current);
  }

  /** Ends the shadow, unless the registry still has it staged and nothing else is to be loaded. */
  void release(ModelRegistry registry) {
    Optional<StagedModel> current = current();
    if (current.isPresent() && wanted(registry).filter(is(current.get())::equals).isEmpty()) {
      end(current.get());
      nextTry = Instant.MIN;
    }
  }

  /** Loads the shadow, where there is one to load; ends it when it can no longer answer. */
  void load(ModelRegistry registry) {
    Optional<Staged> wanted = registry.staged().filter(staged -> wanted(registry).isPresent());
    if (loaded && current().isEmpty()) { // a stream thread died of its answers, and ended it
      loaded = false;
      nextTry = clock.instant().plus(PAUSE);
    }
    canaries
        .current()
        .filter(canary -> canary.fault().isPresent())
        .ifPresent(canary -> endBroken(canary, wanted));
    if (wanted.isEmpty() || clock.instant().isBefore(nextTry)) {
      return;
    }
    Announced version = wanted.get().announcement();
    boolean isShadow = wanted.get().stage() == Stage.SHADOW;
    if (current().isPresent()) {
      if (isShadow) {
        lookAgain(current().get(), version);
      }
      return;
    }
    try {
      Optional<String> hindrance = isShadow ? obstacle.get() : Optional.empty();
      if (hindrance.isPresent()) {
        hinder(version, hindrance.get());
        return;
      }
      begin(start.apply(loader.load(version), wanted.get()));
      loaded = true;
      hindered = Optional.empty();
      nextTry = clock.instant().plus(PAUSE);
      News.line()
          .addKeyValue("version", version.modelVersion())
          .addKeyValue("share", wanted.get().share())
          .log(
              isShadow
                  ? "shadow answers beside the active version"
                  : "canary answers a share instead of the active version");
    } catch (CorruptArtifactException e) {
      rejected.add(version, e.getMessage());
      rejections.reject(version, e, slot.version());
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      nextTry = clock.instant().plus(PAUSE);
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", version.modelVersion())
          .addKeyValue("pause", PAUSE)
          .log("cannot load the shadow, retrying");
    }
  }

  private void begin(StagedModel staged) {
    if (staged instanceof Canary canary) {
      canaries.set(Optional.of(canary));
    } else {
      table.set(Optional.of((Shadow) staged));
    }
  }

  /** Before a transaction fails of it: topics, rights and limits change. */
  private void lookAgain(StagedModel shadow, Announced version) {
    nextTry = clock.instant().plus(PAUSE);
    try {
      obstacle
          .get()
          .ifPresent(
              why -> {
                end(shadow);
                hinder(version, why);
              });
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("cannot tell whether the shadow can still answer");
    }
  }

  private void endBroken(Canary canary, Optional<Staged> wanted) {
    end(canary);
    wanted.ifPresent(staged -> hinder(staged.announcement(), canary.fault().orElseThrow()));
    nextTry = clock.instant().plus(PAUSE_AFTER_FAULT);
  }

  private void end(StagedModel staged) {
    table.set(Optional.empty());
    canaries.set(Optional.empty());
    loaded = false;
    log.atInfo().addKeyValue("version", staged.version()).log("shadow or canary ended");
  }

  /** Not the version's fault: it is tried again, and reported once. */
  private void hinder(Announced version, String why) {
    nextTry = clock.instant().plus(PAUSE);
    if (!hindered.equals(Optional.of(version.modelVersion()))) {
      hindered = Optional.of(version.modelVersion());
      rejections.reject(version, new CorruptArtifactException(why), slot.version());
    }
  }

  /** All that a staged version is told by. */
  private record Identity(String version, double share, Stage stage) {}

  private static Identity is(StagedModel staged) {
    return new Identity(
        staged.version(), staged.share(), staged instanceof Canary ? Stage.CANARY : Stage.SHADOW);
  }

  private Optional<Identity> wanted(ModelRegistry registry) {
    Optional<String> active = registry.active().map(Announced::modelVersion);
    boolean servesActive = active.isPresent() && active.equals(slot.version());
    return registry
        .onTrial()
        .filter(staged -> servesActive && !rejected.contains(staged.announcement()))
        .map(staged -> new Identity(staged.modelVersion(), staged.share(), staged.stage()));
  }
}
