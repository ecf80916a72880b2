package io.afterimage.models.classifier;

import io.afterimage.images.Decoded;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.images.RefusalReason;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.schemas.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Artefacts, an engine and a decoder around {@link FakeGraph}. */
final class FakeModels {

  static final List<String> LABELS = List.of("cat", "dog", "owl");

  private FakeModels() {}

  static ModelArtifact artifact(String version) {
    byte[] onnx = version.getBytes(StandardCharsets.UTF_8);
    return new ModelArtifact(
        new Manifest(
            version,
            LABELS,
            InputSpec.square(FakeGraph.SIZE),
            Normalisation.IMAGENET,
            "fake",
            Optional.empty(),
            "none",
            Map.of(),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }

  static ServingModel serving(String version, FakeGraph graph) {
    return ServingModel.load(artifact(version), engine(graph), 4);
  }

  static InferenceEngine engine(ImageGraph graph) {
    return new InferenceEngine() {
      @Override
      public String name() {
        return "fake";
      }

      @Override
      public ImageGraph load(byte[] onnx) {
        return graph;
      }
    };
  }

  /** One byte is an image of that value; anything else is no image. */
  static Decoded decode(byte[] encoded, InputSpec input) {
    if (encoded == null || encoded.length != 1) {
      return new Decoded.Refused(RefusalReason.NOT_A_PICTURE, "a fake image has one byte");
    }
    byte[] pixels = new byte[input.bytesPerImage()];
    Arrays.fill(pixels, encoded[0]);
    return new Decoded.Pixels(pixels);
  }
}
