package io.afterimage.trainer.service;

import io.afterimage.schemas.events.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that belong to runs. */
final class RunFiles {

  private RunFiles() {}

  /** A run's folder. Its id may be any text, so its hash names the folder. */
  static Path folder(Path root, String run) {
    return root.resolve(Sha256.of(run.getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }

  /** Removes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
