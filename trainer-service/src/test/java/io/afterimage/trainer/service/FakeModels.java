package io.afterimage.trainer.service;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.schemas.events.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Models of two labels whose file is one number: they say {@code cat} of images that are darker
 * than it, and {@code dog} of the others.
 */
public final class FakeModels implements InferenceEngine {

  static final InputSpec INPUT = InputSpec.square(8);

  /** The limit of a model that tells black cats from white dogs. */
  static final int RIGHT = 128;

  private final float sure;

  /** An engine whose graphs are that sure of what they say. */
  FakeModels(float sure) {
    this.sure = sure;
  }

  /** Of cats and dogs, told apart at that limit. */
  public static ModelArtifact model(int limit, double validationAccuracy) {
    return model(limit, validationAccuracy, List.of("cat", "dog"));
  }

  /** With other names for what it says of darker and of brighter images. */
  static ModelArtifact model(int limit, double validationAccuracy, List<String> labels) {
    byte[] onnx = {(byte) limit};
    return new ModelArtifact(
        new Manifest(
            Manifest.UNPUBLISHED,
            labels,
            INPUT,
            Normalisation.IMAGENET,
            "fake",
            Optional.empty(),
            "none",
            Map.of("validation_accuracy", validationAccuracy),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public ImageGraph load(byte[] onnx) {
    int limit = onnx[0] & 0xff;
    return new ImageGraph() {
      @Override
      public float[][] run(ByteBuffer images, int n) {
        float[][] rows = new float[n][];
        for (int row = 0; row < n; row++) {
          boolean dark = (images.get(row * INPUT.bytesPerImage()) & 0xff) < limit;
          rows[row] = dark ? new float[] {sure, 1 - sure} : new float[] {1 - sure, sure};
        }
        return rows;
      }

      @Override
      public int height() {
        return INPUT.height();
      }

      @Override
      public int width() {
        return INPUT.width();
      }

      @Override
      public void close() {}
    };
  }
}
