package io.afterimage.trainer.service;

import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Candidates on this replica's disk: those of the last {@value KEPT} runs. A crash after training
 * does not cost the training, and a rejected candidate can still be promoted.
 *
 * @param root made when the first candidate comes
 */
record CandidateFolder(Path root) {

  private static final Logger log = LoggerFactory.getLogger(CandidateFolder.class);
  private static final int KEPT = 5;

  /** Keeps a run's candidate, and deletes the oldest. */
  void keep(String run, ModelArtifact candidate) {
    ArtifactFolder.write(candidate, RunFiles.folder(root, run));
    try {
      for (Path old : newestFirst().stream().skip(KEPT).toList()) {
        PathUtils.deleteDirectory(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove old candidates in " + root, e);
    }
  }

  /** A run's candidate, if it is here and whole. */
  Optional<ModelArtifact> find(String run) {
    if (!Files.isDirectory(RunFiles.folder(root, run))) {
      return Optional.empty();
    }
    try {
      return Optional.of(ArtifactFolder.read(RunFiles.folder(root, run)));
    } catch (CorruptArtifactException e) {
      log.atWarn()
          .addKeyValue("run", run)
          .addKeyValue("fault", e.getMessage())
          .log("skipped an incomplete candidate");
      return Optional.empty();
    }
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.sorted(Comparator.comparing(CandidateFolder::changed).reversed()).toList();
    }
  }

  private static FileTime changed(Path folder) {
    try {
      return Files.getLastModifiedTime(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
