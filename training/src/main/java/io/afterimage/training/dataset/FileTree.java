package io.afterimage.training.dataset;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds the files below a folder. Links are followed, but not those to a folder that contains them.
 * Names that start with a dot are skipped; what systems leave behind and links that lead nowhere
 * are skipped with a word.
 */
public final class FileTree {

  private FileTree() {}

  /**
   * The regular files below the folder with their sizes in bytes, sorted by path.
   *
   * @param folder the folder itself may have any name
   * @param skipped called for each path skipped, with a human-readable reason
   * @throws IOException when a folder cannot be listed
   */
  public static Map<Path, Long> files(Path folder, Consumer<String> skipped) throws IOException {
    Map<Path, Long> files = new TreeMap<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            return path.equals(folder) || isTaken(path, skipped)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (isTaken(path, skipped)) {
              if (attributes.isRegularFile()) {
                files.put(path, attributes.size());
              } else if (attributes.isSymbolicLink()) {
                skipped.accept("skipped " + path + ": a link that leads nowhere");
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure)
              throws IOException {
            if (failure instanceof FileSystemLoopException) {
              skipped.accept(loop(path));
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return files;
  }

  /**
   * The folders directly below a folder, in the order of their names; skips as {@link #files} does.
   *
   * @throws IOException when it cannot be listed
   */
  public static List<Path> folders(Path parent, Consumer<String> skipped) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (var children = Files.list(parent)) {
      for (Path child : children.sorted().toList()) {
        if (Files.isDirectory(child) && isTaken(child, skipped)) {
          folders.add(child);
        }
      }
    }
    return folders;
  }

  private static boolean isTaken(Path path, Consumer<String> skipped) throws IOException {
    String name = path.getFileName().toString();
    if (SystemFiles.isHidden(name)) {
      return false;
    }
    if (SystemFiles.isOne(name)) {
      skipped.accept("skipped " + path + ": left there by a system, not by people");
      return false;
    }
    if (leadsUpwards(path)) {
      skipped.accept(loop(path));
      return false;
    }
    return true;
  }

  private static String loop(Path path) {
    return "skipped " + path + ": a link to a folder that contains it";
  }

  /** A walk notices a loop only when it meets a folder of its own way again, one round too late. */
  private static boolean leadsUpwards(Path path) throws IOException {
    return Files.isSymbolicLink(path)
        && Files.isDirectory(path)
        && path.toAbsolutePath().getParent().toRealPath().startsWith(path.toRealPath());
  }
}
