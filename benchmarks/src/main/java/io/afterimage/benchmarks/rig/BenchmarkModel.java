package io.afterimage.benchmarks.rig;

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

/** MobileNetV2 at 160x160 with its real base and a random head for two labels: one logit. */
public final class BenchmarkModel {

  private static final int FEATURES = 1280;
  private static final List<String> LABELS = List.of("cat", "dog");
  private static final InputSpec INPUT = InputSpec.square(160);

  private BenchmarkModel() {}

  /** Another seed makes another version of the same cost. */
  public static ModelArtifact withHead(long seed) {
    Random random = new Random(seed);
    float[] weight = new float[FEATURES];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() * 0.1f;
    }
    Head head =
        new Head(
            new Tensor(new long[] {1, FEATURES}, weight), new Tensor(new long[] {1}, new float[1]));
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
