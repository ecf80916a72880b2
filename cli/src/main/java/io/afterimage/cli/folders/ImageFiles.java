package io.afterimage.cli.folders;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.images.ImageFile;
import io.afterimage.training.dataset.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds files: those named, and every one below the folders named, in the order of their paths;
 * what {@link FileTree} skips is skipped.
 */
public final class ImageFiles {

  private ImageFiles() {}

  /**
   * The files.
   *
   * @param skipped receives a human-readable line for each path skipped
   * @throws CommandFailure when a path does not exist, cannot be listed, or there is no file at all
   */
  public static List<ImageFile> find(List<Path> paths, Consumer<String> skipped) {
    List<ImageFile> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(below(path, skipped));
      } else if (Files.isRegularFile(path)) {
        files.add(file(path, path.getFileName().toString()));
      } else {
        throw new CommandFailure("no such file or folder: " + path);
      }
    }
    if (files.isEmpty()) {
      throw new CommandFailure("no files in " + paths);
    }
    return List.copyOf(files);
  }

  private static List<ImageFile> below(Path folder, Consumer<String> skipped) {
    try {
      return FileTree.files(folder, skipped).keySet().stream()
          .map(path -> file(path, withSlashes(folder.relativize(path))))
          .toList();
    } catch (IOException e) {
      throw new CommandFailure("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static ImageFile file(Path path, String name) {
    Optional<String> folder =
        Optional.ofNullable(path.toAbsolutePath().normalize().getParent())
            .map(Path::getFileName)
            .map(Path::toString);
    return new ImageFile(path, name, folder);
  }

  private static String withSlashes(Path path) {
    return path.toString().replace(path.getFileSystem().getSeparator(), "/");
  }
}
