package io.afterimage.cli.command;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where something is written at the end of hours of work. */
final class TargetFolder {

  private TargetFolder() {}

  /**
   * Makes the folder and a file in it, and takes away again what it made: asking for the rights
   * alone says yes to root where nothing can be written.
   *
   * @throws CommandFailure saying why it cannot be written into
   */
  static void requireWritable(Path directory) {
    Path there = directory.toAbsolutePath().normalize();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new CommandFailure(
          "cannot write into %s: %s is not a folder".formatted(directory, there));
    }
    try {
      tryIn(directory.toAbsolutePath().normalize(), there);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot write into %s: %s".formatted(directory, reason(e, there)), e);
    }
  }

  /**
   * As {@link #requireWritable}, for what must not be mixed with anything.
   *
   * @throws CommandFailure also when something is in it
   */
  static void requireEmpty(Path directory) {
    requireWritable(directory);
    if (Files.isDirectory(directory)) {
      try (Stream<Path> found = Files.list(directory)) {
        if (found.findAny().isPresent()) {
          throw new CommandFailure(
              directory + " is not empty: name a folder that is, or a new one");
        }
      } catch (IOException e) {
        throw new CommandFailure("cannot look into %s: %s".formatted(directory, e), e);
      }
    }
  }

  private static void tryIn(Path directory, Path there) throws IOException {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".writable", ""));
    } finally {
      for (Path made = directory; !made.equals(there); made = made.getParent()) {
        Files.deleteIfExists(made);
      }
    }
  }

  private static String reason(IOException thrown, Path there) {
    if (thrown instanceof AccessDeniedException) {
      return there + " is not writable by this user";
    } else if (thrown instanceof NoSuchFileException) {
      return there + " takes no new files or folders";
    }
    return thrown instanceof FileSystemException failed && failed.getReason() != null
        ? failed.getReason()
        : thrown.toString();
  }
}
