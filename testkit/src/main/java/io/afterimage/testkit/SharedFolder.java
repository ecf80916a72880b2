package io.afterimage.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds development data that lies beside the project and is no part of it: the folder that the
 * system property {@code afterimage.shared} names, otherwise {@code shared} beside the project's
 * root.
 */
public final class SharedFolder {

  private SharedFolder() {}

  /** A folder in it, if it is there. */
  public static Optional<Path> find(String name) {
    String configured = System.getProperty("afterimage.shared");
    if (configured != null) {
      return existing(Path.of(configured, name));
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Optional<Path> found = existing(folder.resolveSibling("shared").resolve(name));
      if (found.isPresent()) {
        return found;
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }

  private static Optional<Path> existing(Path folder) {
    return Optional.of(folder).filter(Files::isDirectory);
  }
}
