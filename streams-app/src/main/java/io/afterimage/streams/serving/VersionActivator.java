package io.afterimage.streams.serving;

import io.afterimage.events.ModelEvent;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Rejected;
import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.classifier.ModelSlot;
import io.afterimage.model.classifier.ServingModel;
import io.afterimage.model.registry.ModelRegistry;
import io.afterimage.streams.serving.ActivationState.Loading;
import io.afterimage.streams.serving.ActivationState.Serving;
import io.afterimage.streams.serving.ActivationState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the slot to the version that the registry calls active: fetch, verify, load, warm up,
 * swap. A version that cannot be loaded is reported once, remembered, and the next candidate is
 * tried, down to the one that serves, which goes on: so an instance that hears of two versions at
 * once ends where one ends that heard of them one after the other. Used by one thread; {@link
 * #state} may be read by any.
 */
public final class VersionActivator {

  private static final Logger log = LoggerFactory.getLogger(VersionActivator.class);

  private final ModelSlot slot;
  private final Function<Announced, ModelArtifact> fetch;
  private final Function<ModelArtifact, ServingModel> load;
  private final Consumer<ModelEvent> report;
  private final String instance;
  private final ServingMetrics metrics;
  private final InstantSource clock;
  private final Set<Announced> failed = new HashSet<>();
  private volatile ActivationState state = new Waiting("no model yet: none was announced");

  /**
   * With its collaborators.
   *
   * @param fetch reads an artefact; a {@link CorruptArtifactException} is final, any other
   *     exception is passed on, to be tried again
   * @param load makes it ready to serve, with the same meaning of exceptions
   * @param report publishes a rejection
   */
  public VersionActivator(
      ModelSlot slot,
      Function<Announced, ModelArtifact> fetch,
      Function<ModelArtifact, ServingModel> load,
      Consumer<ModelEvent> report,
      String instance,
      ServingMetrics metrics,
      InstantSource clock) {
    this.slot = slot;
    this.fetch = fetch;
    this.load = load;
    this.report = report;
    this.instance = instance;
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
    for (Announced candidate : candidates) {
      if (slot.version().filter(candidate.modelVersion()::equals).isPresent()) {
        return;
      }
      if (!failed.contains(candidate) && activate(candidate)) {
        return;
      }
    }
    if (slot.version().isEmpty() && !candidates.isEmpty()) {
      state =
          new Waiting(
              "none of the announced versions %s could be loaded"
                  .formatted(candidates.stream().map(Announced::modelVersion).toList()));
    }
  }

  private boolean activate(Announced candidate) {
    if (slot.version().isEmpty()) {
      state = new Loading(candidate.modelVersion());
    }
    metrics.loading(candidate.modelVersion());
    long started = System.nanoTime();
    try {
      ModelArtifact artifact = matching(candidate, fetch.apply(candidate));
      ServingModel model = metrics.warmUp().record(() -> load.apply(artifact));
      slot.swap(model);
    } catch (CorruptArtifactException e) {
      failed.add(candidate);
      reject(candidate, e);
      return false;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    Instant now = clock.instant();
    state = new Serving(candidate.modelVersion(), now);
    metrics.swapped(candidate.modelVersion(), took, now);
    log.atInfo()
        .addKeyValue("version", candidate.modelVersion())
        .addKeyValue("millis", took.toMillis())
        .log("model version serves");
    return true;
  }

  private static ModelArtifact matching(Announced announced, ModelArtifact artifact) {
    if (!artifact.manifest().sha256().equals(announced.sha256())
        || !artifact.manifest().version().equals(announced.modelVersion())) {
      throw new CorruptArtifactException(
          "the store holds version %s with SHA-256 %s, announced was version %s with %s"
              .formatted(
                  artifact.manifest().version(),
                  artifact.manifest().sha256(),
                  announced.modelVersion(),
                  announced.sha256()));
    }
    return artifact;
  }

  private void reject(Announced candidate, CorruptArtifactException cause) {
    metrics.rejected();
    log.atError()
        .setCause(cause)
        .addKeyValue("version", candidate.modelVersion())
        .addKeyValue("serving", slot.version().orElse("none"))
        .log("model version rejected");
    try {
      report.accept(
          new Rejected(candidate.modelVersion(), instance, cause.getMessage(), clock.instant()));
    } catch (RuntimeException e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("version", candidate.modelVersion())
          .log("the rejection could not be published");
    }
  }
}
