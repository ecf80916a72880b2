package io.afterimage.registry.store;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.io.file.PathUtils;

/**
 * Keeps each version as a folder {@code <directory>/<version>} of {@link ArtifactFolder}'s form. A
 * version's folder appears whole: it is written beside its place and renamed.
 */
public final class DirectoryModelStore implements ModelStore {

  private static final String LOCATION = "directory:";

  private final Path directory;
  private final ModelLimits limits;

  /** Whether this is where a store in a folder keeps something. */
  public static boolean isLocation(String location) {
    return location.startsWith(LOCATION);
  }

  /** Uses the directory, which is made with the first version, within the default limits. */
  public DirectoryModelStore(Path directory) {
    this(directory, ModelLimits.DEFAULT);
  }

  /** Uses the directory, which is made with the first version. */
  public DirectoryModelStore(Path directory, ModelLimits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  @Override
  public String put(ModelArtifact artifact) {
    artifact.verified();
    Path place = folder(artifact.manifest().version());
    try {
      Files.createDirectories(directory);
      Path part = Files.createTempDirectory(directory, ".writing-");
      ArtifactFolder.write(artifact, part);
      if (Files.exists(place)) {
        setAside(place);
      }
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
      return LOCATION + artifact.manifest().version();
    } catch (IOException | UncheckedIOException e) {
      throw new StoreUnavailableException(
          "cannot store version %s in %s".formatted(artifact.manifest().version(), directory), e);
    }
  }

  @Override
  public ModelArtifact get(String version, String location) {
    Path place = folder(version);
    if (!location.equals(LOCATION + version)) {
      throw new CorruptArtifactException(
          "version %s was stored as %s, which is not a place in the directory %s: configure the model store that it was published to"
              .formatted(version, location, directory));
    }
    if (!Files.isDirectory(directory)) {
      throw new StoreUnavailableException("there is no model directory " + directory);
    }
    try {
      ModelArtifact artifact = ArtifactFolder.read(place, limits);
      if (!artifact.manifest().version().equals(version)) {
        throw new CorruptArtifactException(
            "%s holds version %s, expected is %s"
                .formatted(place, artifact.manifest().version(), version));
      }
      return artifact;
    } catch (UncheckedIOException e) {
      throw new StoreUnavailableException(
          "cannot read version %s in %s".formatted(version, directory), e);
    }
  }

  @Override
  public boolean keeps(String location) {
    return isLocation(location);
  }

  @Override
  public void delete(String version, String location) {
    Path place = folder(version);
    if (!location.equals(LOCATION + version) || !Files.exists(place)) {
      return;
    }
    try {
      setAside(place);
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "cannot delete version %s in %s".formatted(version, directory), e);
    }
  }

  @Override
  public void close() {}

  private void setAside(Path place) throws IOException {
    Path old = Files.createTempDirectory(directory, ".replaced-").resolve("old");
    Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    PathUtils.deleteDirectory(old.getParent());
  }

  private Path folder(String version) {
    Path place = directory.resolve(version).toAbsolutePath().normalize();
    if (!directory.toAbsolutePath().normalize().equals(place.getParent())) {
      throw new IllegalArgumentException(
          "version '%s' cannot be the name of a folder".formatted(version));
    }
    return place;
  }
}
