package io.afterimage.stream.serving;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.micrometer.core.instrument.Timer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;

/** Fetches, verifies and loads versions. For one thread. */
public final class VersionLoader {

  private final Function<Announced, ModelArtifact> fetch;
  private final Function<ModelArtifact, ServingModel> load;
  private final RejectedVersions rejected;
  private final Timer warmUp;

  /**
   * With its collaborators.
   *
   * @param fetch reads an artefact; that the store or a file cannot be reached is passed on, to be
   *     tried again, and any other exception is the version's fault
   * @param load makes it ready to serve, with the same meaning of exceptions
   * @param rejected remembers what is being loaded, should that end the process
   */
  public VersionLoader(
      Function<Announced, ModelArtifact> fetch,
      Function<ModelArtifact, ServingModel> load,
      RejectedVersions rejected,
      ServingMetrics metrics) {
    this.fetch = fetch;
    this.load = load;
    this.rejected = rejected;
    this.warmUp = metrics.warmUp();
  }

  /**
   * The version, loaded and warm.
   *
   * <p>Any failure here is the version's fault, unless the store or a file cannot be reached: a
   * version that fails unexpectedly would otherwise be retried for ever. Running out of memory
   * counts as its fault too: it is allocated only for this version.
   *
   * @throws CorruptArtifactException when it cannot be served
   * @throws RuntimeException what fetching threw, when it is worth trying again
   */
  ServingModel load(Announced version) {
    try {
      ModelArtifact artifact = matching(version, fetch.apply(version));
      rejected.begin(version);
      try {
        return warmUp.record(() -> load.apply(artifact));
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
          "version %s cannot be loaded: %s".formatted(version.modelVersion(), e), e);
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
}
