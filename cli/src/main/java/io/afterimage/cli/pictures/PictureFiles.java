package io.afterimage.cli.pictures;

import io.afterimage.cli.options.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds files: those named, and every one below the folders named, in the order of their paths.
 * Links are followed; names that start with a dot are skipped.
 */
public final class PictureFiles {

  private PictureFiles() {}

  /**
   * The files.
   *
   * @throws CommandFailure when a path does not exist, cannot be listed, or there is no file at all
   */
  public static List<PictureFile> find(List<Path> paths) {
    List<PictureFile> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(below(path));
      } else if (Files.isRegularFile(path)) {
        files.add(file(path, path.getFileName().toString()));
      } else {
        throw new CommandFailure("there is no file or folder " + path);
      }
    }
    if (files.isEmpty()) {
      throw new CommandFailure("there are no files in " + paths);
    }
    return List.copyOf(files);
  }

  private static List<PictureFile> below(Path folder) {
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return found
          .filter(path -> Files.isRegularFile(path) && !isHidden(folder.relativize(path)))
          .sorted()
          .map(path -> file(path, withSlashes(folder.relativize(path))))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static PictureFile file(Path path, String name) {
    Optional<String> folder =
        Optional.ofNullable(path.toAbsolutePath().normalize().getParent())
            .map(Path::getFileName)
            .map(Path::toString);
    return new PictureFile(path, name, folder);
  }

  private static boolean isHidden(Path below) {
    for (Path name : below) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static String withSlashes(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
