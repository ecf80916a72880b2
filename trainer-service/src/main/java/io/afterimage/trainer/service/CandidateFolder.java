package io.afterimage.trainer.service;

import io.afterimage.model.CorruptArtifactException;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.store.ArtifactFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Keeps a run's candidate, and lets go of the oldest. */
  void keep(String run, ModelArtifact candidate) {
    ArtifactFolder.write(candidate, folder(run));
    try {
      for (Path old : newestFirst().stream().skip(KEPT).toList()) {
        delete(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove old candidates in " + root, e);
    }
  }

  /** A run's candidate, if it is here and whole. */
  Optional<ModelArtifact> find(String run) {
    if (!Files.isDirectory(folder(run))) {
      return Optional.empty();
    }
    try {
      return Optional.of(ArtifactFolder.read(folder(run)));
    } catch (CorruptArtifactException e) {
      log.atWarn()
          .addKeyValue("run", run)
          .addKeyValue("fault", e.getMessage())
          .log("a candidate that was not written to its end is left out");
      return Optional.empty();
    }
  }

  /** A run's id may be any text, so its hash names the folder. */
  private Path folder(String run) {
    return root.resolve(
        ModelArtifact.sha256(run.getBytes(StandardCharsets.UTF_8)).substring(0, 32));
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
