package io.afterimage.client.backup;

import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder, or the ZIP file, that a backup is in. For one thread. */
public final class BackupPlace implements AutoCloseable {

  private static final String ZIP = ".zip";

  private final Path place;
  private final Path root;
  private final Optional<NewArchive> written;
  private final Optional<FileSystem> opened;

  private BackupPlace(
      Path place, Path root, Optional<NewArchive> written, Optional<FileSystem> opened) {
    this.place = place;
    this.root = root;
    this.written = written;
    this.opened = opened;
  }

  private static BackupPlace folder(Path place) {
    return new BackupPlace(place, place.toAbsolutePath(), Optional.empty(), Optional.empty());
  }

  /**
   * For a new backup.
   *
   * @param place a folder that is empty or does not exist, or a file ending in {@code .zip} that
   *     does not exist
   * @throws CommandFailure when there is something, or nothing can be written there
   */
  public static BackupPlace create(Path place) {
    Path absolute = place.toAbsolutePath();
    try {
      if (isZip(place)) {
        requireNothing(Files.exists(place), place);
        Files.createDirectories(absolute.getParent());
        return new BackupPlace(
            place, absolute, Optional.of(new NewArchive(absolute)), Optional.empty());
      }
      Files.createDirectories(absolute);
      try (Stream<Path> found = Files.list(absolute)) {
        requireNothing(found.findAny().isPresent(), place);
      }
      return folder(place);
    } catch (IOException e) {
      throw new CommandFailure("cannot write to %s: %s".formatted(place, e), e);
    }
  }

  /**
   * An existing backup.
   *
   * @throws CommandFailure when there is none
   */
  public static BackupPlace open(Path place) {
    if (!Files.exists(place)) {
      throw new CommandFailure("there is no backup at %s".formatted(place));
    }
    try {
      if (Files.isDirectory(place)) {
        return folder(place);
      }
      FileSystem zip = FileSystems.newFileSystem(place.toAbsolutePath(), Map.of());
      return new BackupPlace(place, zip.getPath("/"), Optional.empty(), Optional.of(zip));
    } catch (IOException | RuntimeException e) {
      throw new CommandFailure(
          "%s is neither a folder nor a ZIP file with a backup: %s".formatted(place, e), e);
    }
  }

  private static boolean isZip(Path place) {
    return place.toString().endsWith(ZIP);
  }

  private static void requireNothing(boolean something, Path place) {
    if (something) {
      throw new CommandFailure(
          "%s is there already and not empty: name another place for this backup".formatted(place));
    }
  }

  /** What it is, for messages. */
  Path path() {
    return place;
  }

  /** What to write a file of a new backup to; one at a time. */
  OutputStream write(String file) throws IOException {
    Path path = within(file);
    if (written.isPresent()) {
      return written.get().entry(file);
    }
    Files.createDirectories(path.getParent());
    return Files.newOutputStream(path);
  }

  InputStream read(String file) throws IOException {
    return Files.newInputStream(within(file));
  }

  /** An index is read from a file that anybody may have written. */
  private Path within(String file) throws IOException {
    Path path = root.resolve(file).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new IOException("the file " + file + " would lie outside the backup");
    }
    return path;
  }

  /** Ends a new backup: it is whole. */
  void write(BackupIndex index) throws IOException {
    try (OutputStream file = write(BackupIndex.FILE)) {
      file.write(EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(index));
    }
    written.ifPresent(NewArchive::complete);
  }

  /**
   * What is in the backup.
   *
   * @throws CommandFailure when it is not whole, or of another format
   */
  BackupIndex index() {
    if (!Files.exists(root.resolve(BackupIndex.FILE))) {
      throw new CommandFailure(
          "%s has no %s: it is not a backup, or one that was interrupted; 'afterimage backup' makes another"
              .formatted(place, BackupIndex.FILE));
    }
    BackupIndex index;
    try (InputStream file = read(BackupIndex.FILE)) {
      index = EventJson.read(file.readAllBytes(), BackupIndex.class);
    } catch (IOException | MalformedEventException e) {
      throw new CommandFailure(
          "%s in %s cannot be read: %s".formatted(BackupIndex.FILE, place, e.getMessage()), e);
    }
    if (index.format() != BackupIndex.FORMAT) {
      throw new CommandFailure(
          "%s has format %d, this release reads %d: restore it with release %s"
              .formatted(place, index.format(), BackupIndex.FORMAT, index.release()));
    }
    return index;
  }

  /** Says that a file of the backup cannot be read. */
  CommandFailure unreadable(String file, IOException cause) {
    return new CommandFailure("%s in %s cannot be read: %s".formatted(file, place, cause), cause);
  }

  /** Every file of the backup. */
  static List<BackupIndex.SavedFile> files(BackupIndex index) {
    return Stream.concat(
            index.topics().stream().map(BackupIndex.SavedTopic::saved), index.modelStore().stream())
        .toList();
  }

  /** Where a backup to this place is until it is whole. */
  public static Path unfinished(Path place) {
    return isZip(place) ? NewArchive.partOf(place) : place;
  }

  /** A new archive that is not whole is deleted. */
  @Override
  public void close() {
    try {
      if (written.isPresent()) {
        written.get().close();
      }
      if (opened.isPresent()) {
        opened.get().close();
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot finish %s: %s".formatted(place, e), e);
    }
  }
}
