package io.afterimage.cli.datasets;

import io.afterimage.cli.fetch.FetchProgress;
import io.afterimage.cli.fetch.FileCache;
import io.afterimage.cli.fetch.RemoteFile;
import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.FileUtils;

/**
 * Brings a data set into a folder that is there with all images or not at all.
 *
 * @param cache keeps the archives
 * @param site in place of the official one; then the publisher's digests are not asked for
 */
public record DatasetFetch(FileCache cache, Optional<URI> site) {

  private static final String UNFINISHED = ".unfinished";

  /** Listener for the file in progress. */
  @FunctionalInterface
  public interface Progress {

    /** Called before each file; returns the listener for its bytes. */
    FetchProgress of(String file);
  }

  /**
   * Fetches and unpacks.
   *
   * @param target must not be there yet
   * @throws CommandFailure when it is there, an archive cannot be fetched, or cannot be unpacked
   * @throws java.util.concurrent.CancellationException when cancelled; what was fetched is kept
   */
  public void run(
      PublicDataset dataset, Path target, Progress progress, BooleanSupplier cancelled) {
    if (Files.exists(target)) {
      throw new CommandFailure(
          "%s already exists: name another folder, or remove it".formatted(target));
    }
    List<Path> archives = new ArrayList<>();
    for (RemoteFile file : dataset.files(site)) {
      archives.add(cache.get(file, progress.of(file.name()), cancelled));
    }
    Path whole = target.toAbsolutePath();
    Path unfinished = whole.resolveSibling(whole.getFileName() + UNFINISHED);
    try {
      remove(unfinished);
      try {
        Files.createDirectories(unfinished);
        dataset.unpack(archives, unfinished);
        Files.move(unfinished, whole);
      } finally {
        remove(unfinished);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot unpack %s into %s: %s".formatted(archives, target, e.getMessage()), e);
    }
  }

  private static void remove(Path unfinished) throws IOException {
    if (Files.exists(unfinished, LinkOption.NOFOLLOW_LINKS)) {
      FileUtils.forceDelete(unfinished.toFile());
    }
  }
}
