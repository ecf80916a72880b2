package io.afterimage.models;

import io.afterimage.schemas.events.Sha256;

/**
 * A model as it is stored and served: the ONNX file's bytes and their manifest.
 *
 * @param manifest the description
 * @param onnx the file's bytes; not copied, and never changed after this
 */
public record ModelArtifact(Manifest manifest, byte[] onnx) {

  /**
   * Checks length and SHA-256 against the manifest.
   *
   * @throws CorruptArtifactException naming what differs
   */
  public ModelArtifact verified() {
    if (onnx.length != manifest.bytes()) {
      throw new CorruptArtifactException(
          "model.onnx of version %s has %d bytes, its manifest says %d"
              .formatted(manifest.version(), onnx.length, manifest.bytes()));
    }
    String actual = Sha256.of(onnx);
    if (!actual.equals(manifest.sha256())) {
      throw new CorruptArtifactException(
          "model.onnx of version %s has SHA-256 %s, its manifest says %s"
              .formatted(manifest.version(), actual, manifest.sha256()));
    }
    return this;
  }
}
