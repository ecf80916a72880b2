package io.afterimage.training.checkpoint;

import io.afterimage.networks.weights.MalformedWeightsException;
import io.afterimage.networks.weights.Safetensors;
import io.afterimage.networks.weights.SafetensorsFile;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.training.Checkpoint;
import io.afterimage.training.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file that each checkpoint replaces whole. It is a safetensors file, with the epochs and a
 * SHA-256 of everything in its metadata.
 *
 * @param file its folder is made where it is missing
 */
public record CheckpointFile(Path file) implements Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(CheckpointFile.class);

  @Override
  public Optional<Checkpoint> find(String run) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Checkpoint checkpoint = CheckpointForm.read(SafetensorsFile.read(file));
      if (checkpoint.run().equals(run)) {
        return Optional.of(checkpoint);
      }
      leftOut("it is of other images, another schedule or another base");
    } catch (MalformedWeightsException | MalformedEventException | IllegalArgumentException e) {
      leftOut(e.getMessage());
    } catch (IOException e) {
      leftOut("it cannot be read: " + e);
    }
    return Optional.empty();
  }

  private void leftOut(String reason) {
    log.atWarn()
        .addKeyValue("file", file)
        .addKeyValue("reason", reason)
        .log("cannot resume from checkpoint, training starts over");
  }

  @Override
  public void save(Checkpoint checkpoint) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      CheckpointForm form = CheckpointForm.of(checkpoint);
      Safetensors.write(form.tensors(), form.metadata(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the checkpoint %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Deletes the checkpoint. */
  public void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the checkpoint " + file, e);
    }
  }
}
