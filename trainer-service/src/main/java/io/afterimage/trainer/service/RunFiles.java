package io.afterimage.trainer.service;

import io.afterimage.schemas.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Folders that belong to runs. */
final class RunFiles {

  private RunFiles() {}

  /** A run's folder. Its id may be any text, so its hash names the folder. */
  static Path folder(Path root, String run) {
    return root.resolve(Sha256.of(run.getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }
}
