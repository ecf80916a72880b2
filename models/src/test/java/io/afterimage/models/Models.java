package io.afterimage.models;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.schemas.events.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Artefacts whose content is random: a store does not look into it. */
public final class Models {

  private Models() {}

  /** An artefact of that many bytes; the same seed gives the same bytes. */
  public static ModelArtifact model(String version, int bytes, long seed) {
    byte[] onnx = new byte[bytes];
    new Random(seed).nextBytes(onnx);
    return new ModelArtifact(manifest(version, onnx, bytes, seed), onnx);
  }

  /** Nothing, under a manifest that claims so many bytes. */
  public static ModelArtifact claiming(String version, int bytes) {
    return new ModelArtifact(manifest(version, new byte[0], bytes, 0), new byte[0]);
  }

  private static Manifest manifest(String version, byte[] onnx, int bytes, long seed) {
    return new Manifest(
        version,
        List.of("cat", "dog"),
        InputSpec.square(160),
        Normalisation.IMAGENET,
        "mobilenetv2",
        Optional.empty(),
        "fingerprint-" + seed,
        Map.of("validation_accuracy", 0.97),
        Instant.parse("2026-05-04T03:02:01Z"),
        Sha256.of(onnx),
        bytes);
  }
}
