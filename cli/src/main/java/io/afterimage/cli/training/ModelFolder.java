package io.afterimage.cli.training;

import io.afterimage.cli.terminal.Terminal;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.store.DirectoryLineageStore;
import io.afterimage.training.checkpoint.CheckpointFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model is written and, until it is finished, the checkpoint that {@code --resume} uses.
 *
 * @param path is made where it is missing
 */
public record ModelFolder(Path path) {

  /** What an interrupted training leaves. */
  public CheckpointFile checkpoint() {
    return new CheckpointFile(path.resolve("checkpoint.safetensors"));
  }

  /** Deletes the checkpoint unless resuming from it; reports when there is none to resume from. */
  public void prepare(boolean resume, Terminal terminal) {
    if (!resume) {
      checkpoint().remove();
    } else if (!Files.exists(checkpoint().file())) {
      boolean replaces = Files.exists(path.resolve(ArtifactFolder.MODEL_FILE));
      terminal.say(
          "no checkpoint in %s: training from the beginning%s"
              .formatted(path, replaces ? "; its model will be replaced" : ""));
    }
  }

  /** Writes which images the model was made with, hidden beside it. */
  public void writeLineage(String sha256, Lineage lineage) {
    new DirectoryLineageStore(path).put(sha256, lineage);
  }

  /** Which images the model of that SHA-256 was made with, where it was trained into here. */
  public Optional<Lineage> lineage(String sha256) {
    Map<String, Lineage> found = new HashMap<>();
    new DirectoryLineageStore(path).read(found::put);
    return Optional.ofNullable(found.get(sha256));
  }

  /** Lists the images whose labels look wrong, beside the model. */
  Path suspects() {
    return path.resolve("suspects.csv");
  }

  /** Writes the model, in the place of one that is there. */
  public void write(ModelArtifact model, Terminal terminal) {
    ArtifactFolder.write(model, path);
    terminal.say("written to " + path);
  }
}
