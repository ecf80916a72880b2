package io.afterimage.client.backup;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.backup.BackupIndex.SavedFile;
import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The files of a model store in a folder ({@code model.store=dir:…}), into a backup and back. */
final class ModelFolder {

  /** Before the names of its files in the backup. */
  private static final String WITHIN = "model-store/";

  /** A publisher writes beside the place of a version, and renames. */
  private static final List<String> UNFINISHED = List.of(".writing-", ".replaced-");

  private ModelFolder() {}

  static List<SavedFile> save(
      Path folder, BackupPlace place, BackupProgress progress, BooleanSupplier cancelled) {
    List<SavedFile> saved = new ArrayList<>();
    try {
      List<Path> files = files(folder);
      progress.begin(folder.toString(), files.size());
      for (Path file : files) {
        Backup.requireGoing(cancelled);
        String name = WITHIN + folder.relativize(file).toString().replace('\\', '/');
        MessageDigest digest = Sha256.running();
        long bytes;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
            OutputStream out = place.write(name)) {
          bytes = in.transferTo(out);
        }
        saved.add(new SavedFile(name, bytes, Sha256.hex(digest)));
        progress.at(saved.size());
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "the models in %s cannot be saved to %s: %s".formatted(folder, place.path(), e), e);
    }
    return saved;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .filter(file -> !isUnfinished(folder.relativize(file)))
          .sorted()
          .toList();
    }
  }

  private static boolean isUnfinished(Path file) {
    String top = file.getName(0).toString();
    return UNFINISHED.stream().anyMatch(top::startsWith);
  }

  /** Writes them back; a file that is there is replaced. */
  static void restore(
      List<SavedFile> files, BackupPlace place, Path folder, BackupProgress progress) {
    progress.begin(folder.toString(), files.size());
    Path root = folder.toAbsolutePath().normalize();
    int done = 0;
    for (SavedFile file : files) {
      Path target = root.resolve(file.file().substring(WITHIN.length())).normalize();
      if (!target.startsWith(root)) {
        throw new CommandFailure("the file %s would lie outside %s".formatted(file.file(), folder));
      }
      try (InputStream in = place.read(file.file())) {
        Files.createDirectories(target.getParent());
        try (OutputStream out = Files.newOutputStream(target)) {
          in.transferTo(out);
        }
      } catch (IOException e) {
        throw new CommandFailure("%s cannot be written: %s".formatted(target, e), e);
      }
      progress.at(++done);
    }
  }
}
