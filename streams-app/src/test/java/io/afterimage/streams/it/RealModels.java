package io.afterimage.streams.it;

import io.afterimage.model.InputSpec;
import io.afterimage.model.Manifest;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.Normalisation;
import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.onnx.Head;
import io.afterimage.model.onnx.OnnxGraphs;
import io.afterimage.model.weights.Tensor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** MobileNetV2 with its real base and a random head, at a size that keeps tests quick. */
final class RealModels {

  static final List<String> LABELS = List.of("boot", "coat", "shirt");
  static final InputSpec INPUT = InputSpec.square(32);

  private RealModels() {}

  static ModelArtifact withHead(long seed) {
    Random random = new Random(seed);
    float[] weight = new float[LABELS.size() * 1280];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() * 0.1f;
    }
    Head head =
        new Head(
            new Tensor(new long[] {LABELS.size(), 1280}, weight),
            new Tensor(new long[] {LABELS.size()}, new float[LABELS.size()]));
    byte[] onnx =
        OnnxGraphs.classifier(
            MobileNetV2.imagenet(), MobileNetV2.imagenetWeights(), head, LABELS, INPUT);
    return new ModelArtifact(
        new Manifest(
            Manifest.UNPUBLISHED,
            LABELS,
            INPUT,
            Normalisation.IMAGENET,
            MobileNetV2.NAME,
            Optional.empty(),
            "random head " + seed,
            Map.of(),
            Instant.EPOCH,
            ModelArtifact.sha256(onnx),
            onnx.length),
        onnx);
  }
}
