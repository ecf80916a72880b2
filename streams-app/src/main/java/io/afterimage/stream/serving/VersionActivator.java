package io.afterimage.stream.serving;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.stream.serving.ActivationState.Loading;
import io.afterimage.stream.serving.ActivationState.Serving;
import io.afterimage.stream.serving.ActivationState.Waiting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the slot to the version that the registry calls active: fetch, verify, load, warm up,
 * swap. A version that cannot be loaded is reported once, remembered ({@link RejectedVersions}),
 * and the next candidate is tried, down to the one that serves, which keeps serving: so an instance
 * that learns of two versions at once ends in the same state as one that learns of them in turn. A
 * version that serves and turns out unfit ({@link ModelSlot#unfit}) is rejected as well, as soon as
 * another one can take over. Used by one thread; {@link #state} may be read by any.
 */
public final class VersionActivator {

  private static final Logger log = LoggerFactory.getLogger(VersionActivator.class);

  private final ModelSlot slot;
  private final Function<Announced, ModelArtifact> fetch;
  private final Function<ModelArtifact, ServingModel> load;
  private final Consumer<Rejected> report;
  private final String instance;
  private final ServingMetrics metrics;
  private final InstantSource clock;
  private final RejectedVersions rejected;
  private Optional<Announced> serving = Optional.empty();
  private Optional<Announced> kept = Optional.empty();
  private volatile ActivationState state = new Waiting("no model yet: none was announced");

  /**
   * With its collaborators.
   *
   * @param fetch reads an artefact; that the store or a file cannot be reached is passed on, to be
   *     tried again, and any other exception is a rejection
   * @param load makes it ready to serve, with the same meaning of exceptions
   * @param rejected what this instance will not try again
   * @param report publishes a rejection
   */
  public VersionActivator(
      ModelSlot slot,
      Function<Announced, ModelArtifact> fetch,
      Function<ModelArtifact, ServingModel> load,
      RejectedVersions rejected,
      Consumer<Rejected> report,
      String instance,
      ServingMetrics metrics,
      InstantSource clock) {
    this.slot = slot;
    this.fetch = fetch;
    this.load = load;
    this.rejected = rejected;
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
      slot.swap(loaded(candidate));
    } catch (CorruptArtifactException e) {
      rejected.add(candidate, e.getMessage());
      reject(candidate, e);
      return false;
    }
    serving = Optional.of(candidate);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    Instant now = clock.instant();
    state = new Serving(candidate.modelVersion(), now);
    metrics.swapped(candidate.modelVersion(), took, now);
    log.atInfo()
        .addKeyValue("version", candidate.modelVersion())
        .addKeyValue("millis", took.toMillis())
        .log("model version is active");
    return true;
  }

  /**
   * Any failure here is the version's fault, unless the store or a file cannot be reached: a
   * version that fails unexpectedly would otherwise be retried for ever. Running out of memory
   * counts as its fault too: it is allocated only for this version.
   */
  private ServingModel loaded(Announced candidate) {
    try {
      ModelArtifact artifact = matching(candidate, fetch.apply(candidate));
      rejected.begin(candidate);
      try {
        return metrics.warmUp().record(() -> load.apply(artifact));
      } finally {
        rejected.end();
      }
    } catch (CorruptArtifactException
        | StoreUnavailableException
        | UncheckedIOException
        | KafkaException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new CorruptArtifactException(
          "version %s cannot be loaded: %s".formatted(candidate.modelVersion(), e), e);
    }
  }

  private static ModelArtifact matching(Announced announced, ModelArtifact artifact) {
    Manifest manifest = artifact.manifest();
    if (!manifest.sha256().equals(announced.sha256())
        || !manifest.version().equals(announced.modelVersion())) {
      throw new CorruptArtifactException(
          "the store holds version %s with SHA-256 %s, announced was version %s with %s"
              .formatted(
                  manifest.version(),
                  manifest.sha256(),
                  announced.modelVersion(),
                  announced.sha256()));
    }
    if (manifest.bytes() != announced.bytes()) {
      throw new CorruptArtifactException(
          "the manifest of version %s says %d bytes, announced were %d"
              .formatted(manifest.version(), manifest.bytes(), announced.bytes()));
    }
    if (!manifest.labels().equals(announced.labels())) {
      throw new CorruptArtifactException(
          "the manifest of version %s has %s, announced were %s"
              .formatted(
                  manifest.version(),
                  described(manifest.labels(), announced.labels()),
                  described(announced.labels(), manifest.labels())));
    }
    return artifact;
  }

  /** How many labels, and the first that differs. */
  private static String described(List<String> labels, List<String> others) {
    int same = 0;
    while (same < Math.min(labels.size(), others.size())
        && labels.get(same).equals(others.get(same))) {
      same++;
    }
    String first = same < labels.size() ? ", '" + labels.get(same) + "' at " + same : "";
    return "%d labels%s".formatted(labels.size(), first);
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
          .log("cannot publish the rejection");
    }
  }
}
