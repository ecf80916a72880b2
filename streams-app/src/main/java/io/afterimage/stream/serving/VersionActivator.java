package io.afterimage.stream.serving;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.service.News;
import io.afterimage.stream.serving.ActivationState.Loading;
import io.afterimage.stream.serving.ActivationState.Serving;
import io.afterimage.stream.serving.ActivationState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Brings the slot to the version that the registry calls active: fetch, verify, load, warm up,
 * swap. A version that cannot be loaded is reported once, remembered ({@link RejectedVersions}),
 * and the next candidate is tried, down to the one that serves, which keeps serving: so an instance
 * that learns of two versions at once ends in the same state as one that learns of them in turn. A
 * version that serves and turns out unfit ({@link ModelSlot#unfit}) is rejected as well, as soon as
 * another one can take over. Used by one thread; {@link #state} may be read by any.
 */
public final class VersionActivator {

  private final ModelSlot slot;
  private final VersionLoader loader;
  private final Rejections rejections;
  private final ServingMetrics metrics;
  private final InstantSource clock;
  private final RejectedVersions rejected;
  private Optional<Announced> serving = Optional.empty();
  private Optional<Announced> kept = Optional.empty();
  private volatile ActivationState state = new Waiting("no model yet: none was announced");

  /**
   * With its collaborators.
   *
   * @param rejected what this instance will not try again
   * @param rejections publishes a rejection
   */
  public VersionActivator(
      ModelSlot slot,
      VersionLoader loader,
      RejectedVersions rejected,
      Rejections rejections,
      ServingMetrics metrics,
      InstantSource clock) {
    this.slot = slot;
    this.loader = loader;
    this.rejected = rejected;
    this.rejections = rejections;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Where the instance stands. */
  public ActivationState state() {
    return state;
  }

  /**
   * Follows the registry.
   *
   * @throws RuntimeException what fetching threw, when it is worth trying again
   */
  public void follow(ModelRegistry registry) {
    metrics.follow(registry);
    List<Announced> candidates = registry.candidates();
    Optional<String> unfit = slot.unfit();
    Optional<Announced> previous = serving;
    for (Announced candidate : candidates) {
      if (slot.version().filter(candidate.modelVersion()::equals).isPresent()) {
        if (unfit.isEmpty()) {
          return;
        }
      } else if (!rejected.contains(candidate) && activate(candidate)) {
        unfit.ifPresent(fault -> rejectUnfit(previous.orElseThrow(), fault));
        kept = Optional.empty();
        return;
      }
    }
    unfit.ifPresent(fault -> keepUnfit(previous.orElseThrow(), fault));
    if (slot.version().isEmpty() && !candidates.isEmpty()) {
      state =
          new Waiting(
              "none of the announced versions %s could be loaded"
                  .formatted(candidates.stream().map(Announced::modelVersion).toList()));
    }
  }

  /** Whether {@link #follow} has something to do although no event came. */
  boolean isRestless() {
    return slot.unfit().isPresent();
  }

  private boolean activate(Announced candidate) {
    if (slot.version().isEmpty()) {
      state = new Loading(candidate.modelVersion());
    }
    metrics.loading(candidate.modelVersion());
    long started = System.nanoTime();
    try {
      slot.swap(loader.load(candidate));
    } catch (CorruptArtifactException e) {
      rejected.add(candidate, e.getMessage());
      reject(candidate, e);
      return false;
    }
    Optional<Announced> before = serving;
    serving = Optional.of(candidate);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    Instant now = clock.instant();
    state = new Serving(candidate.modelVersion(), now);
    metrics.swapped(candidate.modelVersion(), took, now);
    tell(candidate, before, took);
    return true;
  }

  private static void tell(Announced version, Optional<Announced> before, Duration took) {
    LoggingEventBuilder line =
        News.line()
            .addKeyValue("version", version.modelVersion())
            .addKeyValue("before", before.map(Announced::modelVersion).orElse("none"))
            .addKeyValue("announced", version.at());
    if (version.gate().isPresent()) {
      line = line.addKeyValue("heldOutAccuracy", version.gate().get().accuracy());
    }
    line.addKeyValue("millis", took.toMillis()).log("model version is active");
  }

  private void rejectUnfit(Announced previous, String fault) {
    rejected.add(previous, fault);
    if (!kept.equals(Optional.of(previous))) {
      reject(previous, new CorruptArtifactException(fault));
    }
  }

  /** It is the only one there is, and still answers the other images. */
  private void keepUnfit(Announced previous, String fault) {
    if (kept.isEmpty()) {
      kept = Optional.of(previous);
      reject(previous, new CorruptArtifactException(fault + ", and no other version can serve"));
    }
  }

  private void reject(Announced candidate, CorruptArtifactException cause) {
    rejections.reject(candidate, cause, slot.version());
  }
}
