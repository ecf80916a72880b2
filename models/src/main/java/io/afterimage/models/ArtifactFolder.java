package io.afterimage.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An artefact as a plain folder: {@code model.onnx} and {@code manifest.json}. */
public final class ArtifactFolder {

  /** The ONNX file's name. */
  public static final String MODEL_FILE = "model.onnx";

  /** The manifest's name. */
  public static final String MANIFEST_FILE = "manifest.json";

  /** Larger ones are no manifests, whatever model they are to describe. */
  private static final ModelLimits MANIFEST_LIMITS = new ModelLimits(16L << 20, Long.MAX_VALUE);

  private ArtifactFolder() {}

  /**
   * Writes the artefact into the folder, which is created if missing. An existing artefact is
   * replaced file by file, the manifest last; a concurrent reader may see a mixture, and then a
   * wrong SHA-256.
   *
   * @throws UncheckedIOException naming the folder
   */
  public static void write(ModelArtifact artifact, Path folder) {
    try {
      Files.createDirectories(folder);
      replace(folder.resolve(MODEL_FILE), artifact.onnx());
      replace(folder.resolve(MANIFEST_FILE), ManifestJson.write(artifact.manifest()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the model into %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Reads and verifies the artefact in the folder, within the default limits. */
  public static ModelArtifact read(Path folder) {
    return read(folder, ModelLimits.DEFAULT);
  }

  /**
   * Reads and verifies the artefact in the folder.
   *
   * @param limits checked before a file is read
   * @throws CorruptArtifactException when a file is missing, malformed or not as the manifest says
   * @throws UncheckedIOException when a file is there but cannot be read
   */
  public static ModelArtifact read(Path folder, ModelLimits limits) {
    Manifest manifest =
        ManifestJson.read(
            bytes(folder.resolve(MANIFEST_FILE), MANIFEST_LIMITS),
            folder.resolve(MANIFEST_FILE).toString());
    return new ModelArtifact(manifest, bytes(folder.resolve(MODEL_FILE), limits)).verified();
  }

  private static byte[] bytes(Path file, ModelLimits limits) {
    try {
      limits.require(Files.size(file), file.toString());
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CorruptArtifactException("there is no " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
